/** Ways to adjust p-values of a family: the first two bound the chance of any false one, the others the share of false ones. */
export type Adjustment = 'bonferroni' | 'holm' | 'bh' | 'by'

/**
 * Adjusted p-values, in the order given: what is at most alpha afterwards is rejected.
 *
 * holm: max over smaller p of (m − j + 1)·p; bh: min over larger p of m·p/j; by: bh times Σ 1/j, for any dependence.
 * Source: Holm (1979); Benjamini and Hochberg (1995); Benjamini and Yekutieli (2001).
 */
export function adjust(pValues: readonly number[], how: Adjustment): number[] {
  const m = pValues.length
  const order = pValues.map((p, place) => ({ p, place })).sort((a, b) => a.p - b.p)
  const sorted = order.map(({ p }) => p)
  const adjusted = how === 'bonferroni' ? sorted.map(p => Math.min(1, m * p)) : how === 'holm' ? stepDown(sorted) : stepUp(sorted, how)
  const result = Array.from<number>({ length: m })
  for (const [rank, { place }] of order.entries()) result[place] = adjusted[rank] as number
  return result
}

function stepDown(sorted: readonly number[]): number[] {
  let largest = 0
  return sorted.map((p, rank) => (largest = Math.max(largest, Math.min(1, (sorted.length - rank) * p))))
}

function stepUp(sorted: readonly number[], how: 'bh' | 'by'): number[] {
  const m = sorted.length
  const factor = how === 'by' ? sorted.reduce((sum, _, rank) => sum + 1 / (rank + 1), 0) : 1
  let smallest = 1
  return sorted
    .toReversed()
    .map((p, back) => (smallest = Math.min(smallest, (factor * m * p) / (m - back))))
    .toReversed()
}
