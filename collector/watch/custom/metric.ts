import { type Static, Type } from 'typebox'
import { limits, type Reading, rowTable } from '../../../contract/index.ts'
import { absentBits, absentText, textLiteral } from '../../../detectors/summaries/absent.ts'
import type { Engine } from '../../store/store.ts'
import type { Span } from '../schedule.ts'
import type { Source } from '../source.ts'
import { expressionLettersMax, expressionSql } from './expression.ts'

export const CustomMetric = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'Its detector is custom/<name>' }),
    model: Type.String({ minLength: 1, maxLength: limits.nameCharactersMax, description: 'Model whose rows it is about' }),
    sql: Type.String({
      minLength: 1,
      maxLength: expressionLettersMax,
      description: "SQL expression over the rows of a window, with the model's own column names",
    }),
    unit: Type.String({ default: '1', maxLength: 32, description: 'Unit of its value' }),
    limit: Type.Optional(Type.Number({ description: 'Beyond it the verdict is alarm; without one the metric is only shown' })),
    direction: Type.Enum(['above', 'below'], { default: 'above', description: 'Side of the limit that alarms' }),
  },
  { additionalProperties: false },
)
export type CustomMetric = Static<typeof CustomMetric>

/** Fewer rows say nothing. */
const rowsMin = 30
/** What one window may cost. */
const readLimits = { seconds: 10, rowsMax: 50_000_000, memoryBytesMax: 2 ** 29 }

/**
 * A metric of a person over the rows of a window: its own limit decides, and nothing else.
 *
 * @throws Failure CONFIG for an expression that is not allowed, TOO_LARGE for a window beyond what one may cost
 */
export async function customReading(engine: Engine, metric: CustomMetric, source: Source, span: Span): Promise<Reading> {
  const columns = new Map(source.schema.columns.map(column => [column.name, presentSql(column)]))
  const sql = expressionSql(metric.sql, name => columns.get(name), textLiteral)
  const [row] = await engine.read<{ value: unknown; n: string }>(
    `SELECT toFloat64OrNull(toString(${sql})) value, count() n FROM ${rowTable(source.schema)} WHERE ts >= fromUnixTimestamp64Milli({fromMs:Int64}) AND ts < fromUnixTimestamp64Milli({toMs:Int64})`,
    { ...span },
    readLimits,
  )
  const value = typeof row?.value === 'number' && Number.isFinite(row.value) ? row.value : null
  const n = Number(row?.n ?? 0)
  const nothing = { low: null, high: null, baselineN: 0, pValue: null, smallest: null, notes: [] }
  const about = { detector: `custom/${metric.name}`, subject: '*', segment: '', unit: metric.unit }
  return { ...about, ...nothing, value, n, nEff: n, threshold: metric.limit ?? null, resolution: 0, ...verdictOf(metric, value, n) }
}

/** Absent and wrong values are NULL, as SQL has it. */
function presentSql({ physical, type }: Source['schema']['columns'][number]): string {
  if (type === 'category')
    return `if(toString(${physical}) IN (${textLiteral(absentText.missing)}, ${textLiteral(absentText.wrong)}), NULL, toString(${physical}))`
  return `if(reinterpretAsUInt64(toFloat64(${physical})) IN (${absentBits.missing}, ${absentBits.wrong}), NULL, toFloat64(${physical}))`
}

function verdictOf({ limit, direction }: CustomMetric, value: number | null, n: number): Pick<Reading, 'verdict' | 'reason'> {
  if (value === null) return { verdict: 'unsure', reason: 'cannot be said' }
  if (n < rowsMin) return { verdict: 'unsure', reason: 'few rows' }
  if (limit === undefined) return { verdict: 'unsure', reason: 'no threshold' }
  const beyond = direction === 'above' ? value > limit : value < limit
  return beyond ? { verdict: 'alarm', reason: 'beyond the stated limit' } : { verdict: 'calm', reason: '' }
}
