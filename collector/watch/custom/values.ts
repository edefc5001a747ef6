import { dayMs, rowTable } from '../../../contract/index.ts'
import { absentBits, absentText, textLiteral } from '../../../detectors/summaries/absent.ts'
import { valueSql } from '../../../detectors/summaries/value-sql.ts'
import type { Engine } from '../../store/store.ts'
import type { Span } from '../schedule.ts'
import type { Source } from '../source.ts'
import { expressionSql } from './expression.ts'
import { type CustomMetric, windowMs } from './metric.ts'

/** What one statement may cost. */
const readLimits = { seconds: 10, rowsMax: 50_000_000, memoryBytesMax: 2 ** 29 }

/** A metric over the rows of one window; null where SQL says NULL or no number. */
export interface MetricValue {
  readonly value: number | null
  readonly n: number
}

interface Line {
  readonly slot: string
  readonly value: number | null
  readonly n: string
}

/**
 * A metric over all rows of a span.
 *
 * @throws Failure CONFIG for an expression that is not allowed, TOO_LARGE for a window beyond what one may cost
 */
export async function valueOver(engine: Engine, metric: CustomMetric, source: Source, span: Span): Promise<MetricValue> {
  const [line] = await readLines(engine, source, { sql: sqlOf(metric, source), group: '0', span })
  return line ? valueOf(line) : { value: null, n: 0 }
}

/** The same by windows of the metric's own length, by their start; windows without rows are absent. A day at a time, so that no statement grows with the span. */
export async function valuesByWindow(engine: Engine, metric: CustomMetric, source: Source, { fromMs, toMs }: Span): Promise<Map<number, MetricValue>> {
  const sql = sqlOf(metric, source)
  const ms = windowMs(metric)
  const values = new Map<number, MetricValue>()
  for (let at = fromMs; at < toMs; at += dayMs) {
    const span = { fromMs: at, toMs: Math.min(toMs, at + dayMs) }
    const lines = await readLines(engine, source, { sql, group: `intDiv(toUnixTimestamp64Milli(ts), ${ms})`, span })
    for (const line of lines) values.set(Number(line.slot) * ms, valueOf(line))
  }
  return values
}

function readLines(engine: Engine, { schema }: Source, { sql, group, span }: { readonly sql: string; readonly group: string; readonly span: Span }) {
  return engine.read<Line>(
    `SELECT toString(${group}) slot, toFloat64OrNull(toString(${sql})) value, count() n FROM ${rowTable(schema)}
    WHERE ts >= fromUnixTimestamp64Milli({fromMs:Int64}) AND ts < fromUnixTimestamp64Milli({toMs:Int64}) GROUP BY slot`,
    { ...span },
    readLimits,
  )
}

const valueOf = ({ value, n }: Line): MetricValue => ({ value: typeof value === 'number' && Number.isFinite(value) ? value : null, n: Number(n) })

function sqlOf(metric: CustomMetric, { schema }: Source): string {
  const columns = new Map(schema.columns.map(column => [column.name, presentSql(column)]))
  return expressionSql(metric.sql, name => columns.get(name), textLiteral)
}

/** Absent and wrong values are NULL, as SQL has it. */
function presentSql(column: Source['schema']['columns'][number]): string {
  const { type, derived } = column
  // Of a text panes read only whether it is there; a person means the text.
  const value = derived ? valueSql(column) : column.physical
  if (type === 'category') return `if(toString(${value}) IN (${textLiteral(absentText.missing)}, ${textLiteral(absentText.wrong)}), NULL, toString(${value}))`
  return `if(reinterpretAsUInt64(toFloat64(${value})) IN (${absentBits.missing}, ${absentBits.wrong}), NULL, toFloat64(${value}))`
}
