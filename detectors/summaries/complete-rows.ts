import { type RowsRequest, rowsParams, rowsWhere } from './rows-select.ts'
import type { Statement } from './statement.ts'
import { physicalOf } from './table-columns.ts'

/** How the numeric columns of a plan are standardised. */
interface Standardised {
  readonly columns: readonly string[]
  readonly centers: readonly number[]
  readonly scales: readonly number[]
}

export interface CountLine {
  readonly rows: number
}

export interface CompleteRows {
  /** Counts all rows: a `CountLine`. */
  readonly counting: Statement
  /** `(column - center) / scale` of each column of the plan. */
  readonly z: readonly string[]
  /** `FROM … WHERE …` of the rows without a gap. */
  readonly from: string
  readonly params: Statement['params']
}

/** Numbers as a literal of the engine. */
export const numbersLiteral = (numbers: readonly number[]): string => `[${numbers.join(', ')}]::Array(Float64)`

/** Rows of which every number of the plan is finite; null where the request lacks a column. */
export function completeRows(request: RowsRequest, { columns, centers, scales }: Standardised): CompleteRows | null {
  const physical = physicalOf(
    request.columns,
    columns.map(name => ({ name, type: 'numeric' })),
  )
  if (physical === null) return null
  const where = rowsWhere(request)
  const params = rowsParams(request)
  const complete = physical.map(column => `isFinite(${column})`).join(' AND ')
  return {
    counting: { sql: `SELECT toFloat64(count()) rows FROM ${request.table}${where}`, params },
    z: physical.map((column, at) => `(${column} - ${centers[at] ?? 0}) / ${scales[at] ?? 1}`),
    from: `FROM ${request.table}${where}${where === '' ? ' WHERE' : ' AND'} ${complete}`,
    params,
  }
}
