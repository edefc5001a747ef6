import type { CategorySummary, Column, NumericSummary } from '../../contract/index.ts'
import { absentBits, absentText, textLiteral } from './absent.ts'
import type { Grid } from './cell.ts'
import { numericOf } from './numeric.ts'
import { columnName } from './pane-source.ts'
import { runLengths, runSums } from './run-lengths.ts'
import type { Statement } from './statement.ts'
import { valueSql } from './value-sql.ts'

/** Rows that are summarised exactly: a table of generated column names, or any part of one. */
export interface RowsRequest {
  /** Name of a table that is ours. */
  readonly table: string
  readonly columns: readonly Column[]
  readonly weighted: boolean
  /** Seconds since 1970, half-open; null for all rows. */
  readonly span: { readonly from: number; readonly to: number } | null
  /** Physical column and value; null for all rows. */
  readonly segment: { readonly column: string; readonly value: string } | null
}

interface Counted {
  readonly col: string
  readonly n: number
  readonly nulls: number
  readonly bad: number
  readonly w: number
  readonly w2: number
}
export interface NumericRowsLine extends Counted {
  readonly nans: number
  readonly pinf: number
  readonly ninf: number
  /** Their weights. */
  readonly above: number
  readonly below: number
  readonly x: ArrayLike<number>
  readonly counts: ArrayLike<number>
}
export interface CategoryRowsLine extends Counted {
  readonly texts: readonly string[]
  readonly counts: readonly number[]
}

/** The rows of a request, as the end of a FROM clause. */
export function rowsWhere({ span, segment }: Pick<RowsRequest, 'span' | 'segment'>): string {
  const conditions = [
    ...(span ? [`ts >= fromUnixTimestamp(${span.from}) AND ts < fromUnixTimestamp(${span.to})`] : []),
    ...(segment ? [`toString(${segment.column}) = {value:String}`] : []),
  ]
  return conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
}

/** One line a row and column: unpivoted, so that the text does not grow with columns times aggregates. */
export function rowsSource(request: RowsRequest, tuples: readonly string[], fields: string): string {
  const weight = request.weighted ? 'weight' : 'toFloat64(1) weight'
  return `(SELECT ${fields}, ${weight} FROM ${request.table} ARRAY JOIN [${tuples.join(', ')}] AS t${rowsWhere(request)})`
}

/** Values that `rowsWhere` binds. */
export const rowsParams = ({ segment }: Pick<RowsRequest, 'segment'>): Statement['params'] => (segment ? { value: segment.value } : {})

/** Distinct values with counts of every numeric column: lines `NumericRowsLine`. Infinities are counted apart, because JSON has none. */
export function numericRows(request: RowsRequest): Statement {
  const columns = request.columns.filter(column => column.type === 'numeric')
  const tuples = columns.map((column, index) => `(toUInt16(${index + 1}), toFloat64(${valueSql(column)}))`)
  const bits = 'reinterpretAsUInt64(x)'
  const sorted = request.weighted
    ? 'arraySort(groupArrayIf((x + 0, weight), isFinite(x))) pairs, arrayMap(c -> c.1, pairs) sorted, arrayCumSum(arrayMap(c -> c.2, pairs)) sums'
    : 'arraySort(groupArrayIf(x + 0, isFinite(x))) sorted'
  const infinite = (value: string, rows: string, weight: string) => `toFloat64(countIf(x = ${value})) ${rows}, sumIf(weight, x = ${value}) ${weight}`
  return {
    sql: `SELECT ${columnName(columns)} col, n, nulls, nans, bad, pinf, ninf, above, below, w, w2, arrayCompact(sorted) x, ${request.weighted ? runSums('sorted', 'sums') : `arrayMap(c -> toFloat64(c), ${runLengths('sorted')})`} counts
FROM (SELECT k, toFloat64(count()) n, toFloat64(countIf(${bits} = ${absentBits.missing})) nulls, toFloat64(countIf(isNaN(x))) nans, toFloat64(countIf(${bits} = ${absentBits.wrong})) bad,
    ${infinite('inf', 'pinf', 'above')}, ${infinite('-inf', 'ninf', 'below')}, sum(weight) w, sum(weight * weight) w2, ${sorted}
  FROM ${rowsSource(request, tuples, 't.1 k, t.2 x')} GROUP BY k) ORDER BY k`,
    params: rowsParams(request),
  }
}

/** Texts with counts of every category: lines `CategoryRowsLine`. */
export function categoryRows(request: RowsRequest): Statement {
  const columns = request.columns.filter(column => column.type === 'category')
  const tuples = columns.map((column, index) => `(toUInt16(${index + 1}), toString(${valueSql(column)}))`)
  const missing = textLiteral(absentText.missing)
  const wrong = textLiteral(absentText.wrong)
  const present = `c NOT IN (${missing}, ${wrong})`
  return {
    sql: `SELECT ${columnName(columns)} col, toFloat64(sum(rows)) n, toFloat64(sumIf(rows, c = ${missing})) nulls, toFloat64(sumIf(rows, c = ${wrong})) bad, sum(weights) w, sum(squares) w2,
  groupArrayIf(c, ${present}) texts, groupArrayIf(weights, ${present}) counts
FROM (SELECT k, c, count() rows, sum(weight) weights, sum(weight * weight) squares FROM ${rowsSource(request, tuples, 't.1 k, t.2 c')} GROUP BY k, c ORDER BY k, c) GROUP BY k ORDER BY k`,
    params: rowsParams(request),
  }
}

/** @param grid  centre and scale of the moments; learned from the values when absent */
export function numericOfRows(line: NumericRowsLine, grid?: Grid): NumericSummary {
  const values = withEnds(line, line.x, [-Infinity, Infinity])
  const counts = withEnds(line, line.counts, [line.below, line.above])
  return numericOf(countsOf(line), { values, counts, resolution: 0 }, grid)
}

/** A list of finite values, or of their counts, between those of the infinities that there are. */
function withEnds({ ninf, pinf }: NumericRowsLine, list: ArrayLike<number>, [first, last]: readonly [number, number]): Float64Array {
  if (ninf === 0 && pinf === 0 && list instanceof Float64Array) return list
  const from = ninf > 0 ? 1 : 0
  const whole = new Float64Array(from + list.length + (pinf > 0 ? 1 : 0))
  if (ninf > 0) whole[0] = first
  whole.set(list, from)
  if (pinf > 0) whole[whole.length - 1] = last
  return whole
}

const countsOf = ({ n, nulls, bad, nans, pinf, ninf, w, w2 }: NumericRowsLine) => ({ n, nulls, bad, nans, pinf, ninf, weight: w, weight2: w2 })

export function categoryOfRows({ n, nulls, bad, w, w2, texts, counts }: CategoryRowsLine): CategorySummary {
  return {
    kind: 'category',
    n,
    nulls,
    bad,
    weight: w,
    weight2: w2,
    counts: new Map(texts.map((text, index) => [text, counts[index] ?? 0])),
    rest: 0,
    distinct: texts.length,
  }
}
