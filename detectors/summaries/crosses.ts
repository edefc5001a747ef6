import type { CrossSummary } from '../../contract/index.ts'

/** What both sides of a comparison share: columns by name, and how they are standardised. */
export interface CrossPlan {
  readonly columns: readonly string[]
  readonly centers: readonly number[]
  readonly scales: readonly number[]
  readonly leftOut: number
}

export type NumberRow = readonly (number | null)[]

export const isComplete = (row: NumberRow): row is readonly number[] => row.every(Number.isFinite)

/** The twin of the engine's statement: sums over rows without a gap. */
export function crossFromRows(rows: readonly NumberRow[], plan: CrossPlan): CrossSummary {
  const size = plan.columns.length
  const complete = rows.filter(isComplete)
  const [sums, products] = [new Float64Array(size), new Float64Array(size * size)]
  for (const row of complete) {
    const z = row.map((x, at) => (x - (plan.centers[at] ?? 0)) / (plan.scales[at] ?? 1))
    for (const [i, x] of z.entries()) {
      sums[i] = (sums[i] ?? 0) + x
      for (const [j, y] of z.entries()) products[i * size + j] = (products[i * size + j] ?? 0) + x * y
    }
  }
  return { kind: 'cross', n: complete.length, incomplete: rows.length - complete.length, ...plan, sums, products }
}

const plus = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, at) => x + (b[at] ?? 0))

/** Both windows together; they share a plan. */
export const mergeCross = (a: CrossSummary, b: CrossSummary): CrossSummary => ({
  ...a,
  n: a.n + b.n,
  incomplete: a.incomplete + b.incomplete,
  sums: plus(a.sums, b.sums),
  products: plus(a.products, b.products),
})
