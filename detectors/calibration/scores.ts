import type { Decision, Tally } from '../../contract/index.ts'
import { normal } from '../math/normal.ts'
import { cellWeight, nothing } from './counts.ts'
import { effectiveScale } from './effective.ts'

/**
 * Expected normal score of each cell under the baseline: the mean of a standard normal variable between the
 * quantiles that bound the cell, (φ(a) − φ(b)) / share. Bounded, so the mean of scores has normal tails even
 * where the column has none. A cell that the baseline never saw gets the score of its border, half a row inside.
 *
 * @param counts  cells of the baseline, in the order of the column's values
 */
export function normalScores(counts: ArrayLike<number>): number[] {
  const cells = Array.from(counts)
  const total = cells.reduce((sum, count) => sum + count, 0)
  const border = (below: number): number => normal.upperQuantile(1 - below / total)
  const inside = (below: number): number => border(Math.min(total - 0.5, Math.max(0.5, below)))
  let below = 0
  return cells.map(count => {
    const from = below
    below += count
    if (total === 0) return 0
    return count === 0 ? inside(from) : ((normal.density(border(from)) - normal.density(border(below))) * total) / count
  })
}

/** Sums over a tally's cells: rows, mean score, and central moments of the score. */
function scoreMoments(scores: readonly number[], tally: Tally): { n: number; mean: number; variance: number; fourth: number } {
  const weight = cellWeight(tally)
  let mean = 0
  for (let cell = 0; cell < scores.length; cell++) mean += ((tally[cell] as number) * (scores[cell] as number)) / weight
  let variance = 0
  let fourth = 0
  for (let cell = 0; cell < scores.length; cell++) {
    const share = (tally[cell] as number) / weight
    const square = ((scores[cell] as number) - mean) ** 2
    variance += share * square
    fourth += share * square * square
  }
  return { n: weight * effectiveScale(weight, tally[tally.length - 1] as number), mean, variance, fourth }
}

/**
 * Has the mean of a numeric column moved, in standard deviations of its bin scores?
 * effect = (mean of window scores − m) / s with m, s of the reference; T = effect² / (1/n + 1/N), nu 1.
 *
 * @param scores  `normalScores` of the frame; reference and window are tallies of the same cells
 * @returns `value` is the signed effect, null when the reference has one value only
 */
export function decideMean(scores: readonly number[], reference: Tally, window: Tally): Decision {
  const before = scoreMoments(scores, reference)
  const after = scoreMoments(scores, window)
  return decideEffect((after.mean - before.mean) / Math.sqrt(before.variance), before.n, after.n)
}

/**
 * Has the spread of a numeric column changed? effect = (var of window scores − s²) / sd of (u − m)² in the reference.
 * The window's variance is taken around its own mean, else every wobble of the mean would look like a change of spread.
 */
export function decideSpread(scores: readonly number[], reference: Tally, window: Tally): Decision {
  const before = scoreMoments(scores, reference)
  const after = scoreMoments(scores, window)
  // Below rounding error (u − m)² is one value: two equal cells have no spread to measure.
  const noise = before.fourth - before.variance ** 2
  return decideEffect(noise > 1e-12 * before.fourth ? (after.variance - before.variance) / Math.sqrt(noise) : Number.NaN, before.n, after.n)
}

/** A decision from a standardised difference. A difference that does not exist (0/0, x/0) cannot be said. */
export function decideEffect(effect: number, N: number, n: number): Decision {
  if (!(N > 0 && n > 0)) return nothing
  const v = 1 / n + 1 / N
  return Number.isFinite(effect) ? { T: effect ** 2 / v, v, nu: 1, n, baselineN: N, value: effect } : { T: 0, v, nu: 1, n, baselineN: N, value: null }
}
