import type { Column } from '../../contract/index.ts'
import { valueSql } from '../../detectors/summaries/value-sql.ts'
import type { Engine } from './engine.ts'

/** Rows of one row table whose event time lies in one of the spans [fromMs, toMs). */
export interface RowSpan {
  readonly table: string
  readonly spans: readonly { readonly fromMs: number; readonly toMs: number }[]
}

/** Shares whose quantiles are kept of a numeric column. */
export const quantileShares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const

export interface NumericProfile {
  readonly rows: number
  /** Finite values. */
  readonly present: number
  readonly mean: number | null
  readonly deviation: number | null
  readonly lo: number | null
  readonly hi: number | null
  /** At `quantileShares`; approximate (t-digest). Null without a finite value. */
  readonly quantiles: readonly (number | null)[]
}

/** Numbers of ours, so that they may stand in the text. */
export const rowsIn = ({ table, spans }: RowSpan): string =>
  `${table} WHERE (${spans.map(({ fromMs, toMs }) => `ts >= fromUnixTimestamp64Milli(${fromMs}) AND ts < fromUnixTimestamp64Milli(${toMs})`).join(' OR ') || 'false'})`

/** @param rowsMax  the oldest rows that are looked at; all of them when absent */
const source = (span: RowSpan, columns: readonly Column[], rowsMax: number | undefined): string =>
  `(SELECT ${columns.map((column, index) => `${valueSql(column)} v_${index + 1}`).join(', ')} FROM ${rowsIn(span)}${rowsMax === undefined ? '' : ` ORDER BY ts LIMIT ${rowsMax}`})`

/** What is known of the values of numeric columns, by physical name. */
export async function profileNumbers(engine: Engine, span: RowSpan, columns: readonly Column[], rowsMax?: number): Promise<Map<string, NumericProfile>> {
  if (columns.length === 0) return new Map()
  const names = columns.map(column => column.physical)
  const pairs = names.map((_, index) => `(toUInt16(${index + 1}), v_${index + 1})`)
  const rows = await engine.read<Omit<NumericProfile, 'rows' | 'present'> & { k: number; rows: string; present: string }>(
    `SELECT t.1 k, count() rows, countIf(isFinite(t.2)) present, avgIf(t.2, isFinite(t.2)) mean, stddevPopIf(t.2, isFinite(t.2)) deviation,
      minIf(t.2, isFinite(t.2)) lo, maxIf(t.2, isFinite(t.2)) hi, quantilesTDigestIf(${quantileShares.join(', ')})(t.2, isFinite(t.2)) quantiles
    FROM ${source(span, columns, rowsMax)} ARRAY JOIN [${pairs.join(', ')}] AS t GROUP BY k`,
  )
  return new Map(rows.map(({ k, ...row }) => [names[k - 1] ?? '', { ...row, rows: Number(row.rows), present: Number(row.present) }]))
}

/** The most frequent texts of category columns with their rows, most frequent first, by physical name. */
export async function topTexts(
  engine: Engine,
  span: RowSpan,
  columns: readonly Column[],
  bound: { readonly valuesMax: number; readonly rowsMax?: number },
): Promise<Map<string, readonly (readonly [string, number])[]>> {
  if (columns.length === 0) return new Map()
  const names = columns.map(column => column.physical)
  const pairs = names.map((_, index) => `(toUInt16(${index + 1}), toString(v_${index + 1}))`)
  const rows = await engine.read<{ k: number; text: string; rows: string }>(
    `SELECT t.1 k, t.2 text, count() rows FROM ${source(span, columns, bound.rowsMax)} ARRAY JOIN [${pairs.join(', ')}] AS t
    GROUP BY k, text ORDER BY k, rows DESC, text LIMIT {valuesMax:UInt32} BY k`,
    { valuesMax: bound.valuesMax },
  )
  const byColumn = Map.groupBy(rows, row => names[row.k - 1] ?? '')
  return new Map(Array.from(byColumn, ([name, list]) => [name, list.map(row => [row.text, Number(row.rows)] as const)]))
}
