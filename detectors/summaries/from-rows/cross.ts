import type { NumericSummary } from '../../../contract/index.ts'
import { momentsOf } from '../../cells/moments.ts'
import { type CrossPlan, mergeCross } from '../crosses.ts'
import { defineSummary } from '../define-summary.ts'
import { rowsParams, rowsWhere } from '../rows-select.ts'
import { isFeature, physicalOf, tableColumns } from '../table-columns.ts'

interface Line {
  readonly rows: number
  readonly n: number
  readonly sums: readonly (number | null)[]
  /** Upper triangle by rows. */
  readonly products: readonly (number | null)[]
}

/** Numbers as a literal of the engine. */
export const numbersLiteral = (numbers: readonly number[]): string => `[${numbers.join(', ')}]::Array(Float64)`

/** Rows as arrays of standardised numbers, with whether all of them are there. */
export const standardisedRows = (physical: readonly string[], { centers, scales }: Pick<CrossPlan, 'centers' | 'scales'>): string =>
  `[${physical.join(', ')}] x, arrayAll(v -> isFinite(v), x) complete, arrayMap((v, c, s) -> (v - c) / s, x, ${numbersLiteral(centers)}, ${numbersLiteral(scales)}) z`

/** The full square of an upper triangle. What has overflowed is NaN. */
function squareOf(triangle: Line['products'], size: number): Float64Array {
  const square = new Float64Array(size * size)
  let at = 0
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const value = triangle.length > 0 ? (triangle[at++] ?? Number.NaN) : 0
      square[i * size + j] = value
      square[j * size + i] = value
    }
  }
  return square
}

/** Numbers that vary in the baseline, standardised by its mean and deviation; at most 64 columns, rows without a gap. Rows are not weighted. */
export default defineSummary<'cross', CrossPlan, Line>({
  name: 'cross',
  about: 'table',
  after: ['numeric'],
  takes: column => isFeature(column) && column.type === 'numeric',
  plan(known) {
    const { columns, leftOut } = tableColumns(known, ['numeric'])
    const learned = columns.flatMap(({ name }) => {
      const summary = known.baseline.get('numeric')?.get(name) as NumericSummary | undefined
      const { mean, deviation } = summary ? momentsOf(summary) : { mean: Number.NaN, deviation: Number.NaN }
      return Number.isFinite(mean) && deviation > 0 && Number.isFinite(deviation) ? [{ name, mean, deviation }] : []
    })
    if (learned.length === 0) return null
    return { columns: learned.map(({ name }) => name), centers: learned.map(({ mean }) => mean), scales: learned.map(({ deviation }) => deviation), leftOut }
  },
  select(request, plan) {
    const physical = physicalOf(
      request.columns,
      plan.columns.map(name => ({ name, type: 'numeric' })),
    )
    if (physical === null) return []
    const sql = `SELECT toFloat64(count()) rows, toFloat64(countIf(complete)) n, sumForEachIf(z, complete) sums,
  sumForEachIf(arrayFlatten(arrayMap(i -> arrayMap(y -> y * z[i], arraySlice(z, i)), arrayEnumerate(z))), complete) products
FROM (SELECT ${standardisedRows(physical, plan)} FROM ${request.table}${rowsWhere(request)}) HAVING rows > 0`
    return [{ sql, params: rowsParams(request) }]
  },
  read: ([lines = []], plan) =>
    new Map(
      lines.map(({ rows, n, sums, products }) => [
        '*',
        {
          kind: 'cross',
          n,
          incomplete: rows - n,
          ...plan,
          sums: Float64Array.from(plan.columns, (_, at) => (sums.length > 0 ? (sums[at] ?? Number.NaN) : 0)),
          products: squareOf(products, plan.columns.length),
        },
      ]),
    ),
  merge: mergeCross,
})
