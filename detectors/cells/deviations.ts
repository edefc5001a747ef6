import type { Cells } from '../../contract/index.ts'
import { totalOf } from '../summaries/cells.ts'

/** Distances of the values of a column from its own median: their mean and variance (with the row count, not one less). */
export interface Deviations {
  readonly mean: number
  readonly variance: number
}

/** @param cells  finite values, at least one */
export function deviationsOf(cells: Cells): Deviations {
  const { values, counts } = cells
  const [center, total] = [middleOf(cells), totalOf(counts)]
  let [sum, squares] = [0, 0]
  for (let at = 0; at < values.length; at++) sum += (counts[at] as number) * Math.abs((values[at] as number) - center)
  const mean = sum / total
  for (let at = 0; at < values.length; at++) squares += (counts[at] as number) * (Math.abs((values[at] as number) - center) - mean) ** 2
  return { mean, variance: squares / total }
}

/** The median; half-way between two values where half of the weight ends exactly between them. */
function middleOf({ values, counts }: Cells): number {
  const half = totalOf(counts) / 2
  let below = 0
  for (let at = 0; at < values.length; at++) {
    below += counts[at] as number
    const value = values[at] as number
    if (below > half) return value
    if (below === half) return value + ((values[at + 1] as number) - value) / 2
  }
  return values.at(-1) as number
}

/**
 * Levene's test around medians (Brown and Forsythe): an F-test of the mean distances.
 *
 * @param N, n  effective rows of the two sides
 */
export function leveneStatistic(before: Deviations, after: Deviations, N: number, n: number): number {
  const all = (N * before.mean + n * after.mean) / (N + n)
  return ((N + n - 2) * (N * (before.mean - all) ** 2 + n * (after.mean - all) ** 2)) / (N * before.variance + n * after.variance)
}
