import type { NumericSummary } from '../../../contract/index.ts'
import { momentsOf } from '../../cells/moments.ts'
import { type CountLine, completeRows } from '../complete-rows.ts'
import { type CrossPlan, mergeCross } from '../crosses.ts'
import { defineSummary } from '../define-summary.ts'
import { isFeature, tableColumns } from '../table-columns.ts'

interface SumsLine {
  readonly n: number
  readonly sums: readonly (number | null)[]
  /** Upper triangle by rows. */
  readonly products: readonly (number | null)[]
}

/** The full square of an upper triangle. What has overflowed is NaN. */
function squareOf(triangle: SumsLine['products'], size: number): Float64Array {
  const square = new Float64Array(size * size)
  let at = 0
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const value = triangle[at++] ?? Number.NaN
      square[i * size + j] = value
      square[j * size + i] = value
    }
  }
  return square
}

/** So that the products of a block of rows, 2,080 numbers a row of 64 columns, stay small beside the memory of a statement. */
const blockRows = 4096

/** Numbers that vary in the baseline, standardised by its mean and deviation; at most 64 columns, rows without a gap. Rows are not weighted. */
export default defineSummary<'cross', CrossPlan, CountLine | SumsLine>({
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
    const rows = completeRows(request, plan)
    if (rows === null) return []
    const z = rows.z.map((standardised, at) => `${standardised} z${at}`)
    const products = z.flatMap((_, i) => z.slice(i).map((_, j) => `sum(z${i} * z${i + j})`))
    return [
      rows.counting,
      {
        sql: `SELECT toFloat64(count()) n, [${z.map((_, at) => `sum(z${at})`).join(', ')}] sums, [${products.join(', ')}] products
FROM (SELECT ${z.join(', ')} ${rows.from}) SETTINGS max_block_size = ${blockRows}`,
        params: rows.params,
      },
    ]
  },
  read([counted = [], lines = []], plan) {
    const rows = (counted[0] as CountLine | undefined)?.rows ?? 0
    if (rows === 0) return new Map()
    return new Map(
      (lines as readonly SumsLine[]).map(({ n, sums, products }) => [
        '*',
        {
          kind: 'cross',
          n,
          incomplete: rows - n,
          ...plan,
          sums: Float64Array.from(sums, sum => sum ?? Number.NaN),
          products: squareOf(products, plan.columns.length),
        },
      ]),
    )
  },
  merge: mergeCross,
})
