import type { CrossSummary } from '../../contract/index.ts'

type Sums = Pick<CrossSummary, 'n' | 'columns' | 'sums' | 'products'>

/** Mean of each standardised column. */
export const meansOf = ({ n, sums }: Sums): Float64Array => sums.map(sum => sum / n)

/** Σ(z − z̄)(z − z̄)ᵀ, a full square by rows. */
export function scatterOf(summary: Sums): Float64Array {
  const size = summary.columns.length
  const means = meansOf(summary)
  return summary.products.map((sum, at) => sum - summary.n * (means[Math.floor(at / size)] ?? 0) * (means[at % size] ?? 0))
}

/** A variance below this part of the mean square is rounding: the column is constant. */
const constantBelow = 1e-12

/** Pearson's correlation of every two columns, a full square; null where a column is constant. */
export function correlationsOf(summary: Sums): (number | null)[] {
  const size = summary.columns.length
  const scatter = scatterOf(summary)
  const spread = summary.columns.map((_, at) => {
    const square = scatter[at * size + at] ?? 0
    return square > constantBelow * (summary.products[at * size + at] ?? 0) ? Math.sqrt(square) : null
  })
  return Array.from(scatter, (sum, at) => {
    const [a, b] = [spread[Math.floor(at / size)], spread[at % size]]
    return a && b ? Math.max(-1, Math.min(1, sum / (a * b))) : null
  })
}

/** Both sides were summed over the same columns in the same units. */
export const sameColumns = (a: CrossSummary, b: CrossSummary): boolean =>
  [a.columns, a.centers, a.scales].every((list, which) => {
    const other = [b.columns, b.centers, b.scales][which] ?? []
    return list.length === other.length && list.every((one, at) => one === other[at])
  })
