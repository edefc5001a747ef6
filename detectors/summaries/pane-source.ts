import { type Column, type ModelSchema, rowTable } from '../../contract/index.ts'
import { absentText, textLiteral } from './absent.ts'
import type { Grid } from './cell.ts'
import type { Statement } from './statement.ts'

/** Panes to be made of their rows: one level, all columns, every one a pure function of the rows. */
export interface PaneRequest {
  /** A pane above two million rows is made in parts: hand in some of the columns at a time. */
  readonly schema: ModelSchema
  /** 60 (whole model only) or 3600. */
  readonly stepSeconds: number
  /** Starts, in seconds since 1970, ascending, of one month. */
  readonly panes: readonly number[]
  /** Physical column to the values that get panes of their own; all others share one. At most 8 columns of 20. Empty for minutes. */
  readonly segments: ReadonlyMap<string, readonly string[]>
  /** Physical column to its grid, and the number under which this set of grids goes. */
  readonly grids: ReadonlyMap<string, Grid>
  readonly grid: number
  /** Must rise with every run over the same panes; the highest is the truth. */
  readonly version: number
}

/** The columns that have panes: an entity has too many values, an ignored one is only kept. */
export const summarised = (schema: ModelSchema, type: Column['type']): Column[] =>
  schema.columns.filter(column => column.type === type && column.role !== 'entity' && column.role !== 'ignore')

/** Values of a segment column, the unlisted ones as one. `list` names the bound list of values. */
export const segmentValue = (physical: string, list: string): string =>
  `if(has({${list}:Array(String)}, toString(${physical})), toString(${physical}), ${textLiteral(absentText.other)})`

/** Name of the bound list of values of a segment column. */
export const segmentList = (physical: string): string => `values_${physical}`

/** Which segment a row of GROUPING SETS is about, as columns `seg` and `val`. */
export function segmentColumns(segments: readonly string[]): string {
  if (segments.length === 0) return `'' seg, '' val`
  const when = (then: (physical: string) => string) => `multiIf(${segments.map(one => `grouping(s_${one}) = 0, ${then(one)}`).join(', ')}, '')`
  return `${when(one => `'${one}'`)} seg, ${when(one => `s_${one}`)} val`
}

/** Grouping by the keys, and by the keys with each segment column. */
export const groupingSets = (keys: string, segments: readonly string[]): string =>
  `GROUP BY GROUPING SETS (${['', ...segments.map(one => `, s_${one}`)].map(segment => `(${keys}${segment})`).join(', ')})`

/** Rows of the due panes, one line for each row and column: unpivoted, so that the text does not grow with columns times aggregates. */
export function paneSource(request: PaneRequest, tuples: readonly string[], fields: string): string {
  const { schema, stepSeconds } = request
  const segments = [...request.segments.keys()].map(one => `, ${segmentValue(one, segmentList(one))} s_${one}`).join('')
  return `(SELECT toStartOfInterval(ts, INTERVAL ${stepSeconds} SECOND) p${segments}${schema.weighted ? ', weight' : ''}, ${fields}
      FROM ${rowTable(schema)} ARRAY JOIN [${tuples.join(', ')}] AS t
      WHERE ts >= fromUnixTimestamp({from:UInt32}) AND ts < fromUnixTimestamp({to:UInt32}) AND has({panes:Array(UInt32)}, toUnixTimestamp(p)))
    ${groupingSets('p, k', [...request.segments.keys()])}`
}

/** Values of `paneSource`. */
export function paneParams({ panes, stepSeconds, segments }: Pick<PaneRequest, 'panes' | 'stepSeconds' | 'segments'>): Statement['params'] {
  const lists = Array.from(segments, ([physical, values]) => [segmentList(physical), values] as const)
  return { from: panes[0] ?? 0, to: (panes.at(-1) ?? 0) + stepSeconds, panes, ...Object.fromEntries(lists) }
}

/** Sum of weights and of their squares; both are the count where rows are not weighted. */
export const weightColumns = ({ weighted }: ModelSchema): string => (weighted ? 'sum(weight) w, sum(weight * weight) w2' : 'toFloat64(count()) w, w w2')

/** Physical name of column number `k`. */
export const columnName = (columns: readonly Column[]): string => `[${columns.map(column => `'${column.physical}'`).join(', ')}][k]`
