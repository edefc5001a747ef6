import type { Cells } from '../../contract/index.ts'
import { finiteCells, totalOf } from '../summaries/cells.ts'
import { stretchesOf } from './walk.ts'

/** Work of moving one distribution onto another, and the standard error of that work. */
export interface Transport {
  readonly distance: number
  readonly error: number
}

/**
 * W₁ = ∫ |F − G| dx between finite values, in the unit of the column. It is a difference of means of one potential φ, φ′ = sign(F − G),
 * so its error is √(Var φ/N + Var φ/n) over the two sides.
 *
 * @param N, n  effective rows of the baseline and of the window
 */
export function transport(baseline: Cells, window: Cells, N: number, n: number): Transport {
  const sides = [finiteCells(baseline), finiteCells(window)] as const
  const [weight, weightWindow] = [totalOf(sides[0].counts), totalOf(sides[1].counts)]
  if (weight === 0 || weightWindow === 0) return { distance: Number.NaN, error: Number.NaN }
  let [distance, potential, last, below, belowWindow] = [0, 0, Number.NaN, 0, 0]
  let [mean, square, meanWindow, squareWindow] = [0, 0, 0, 0]
  for (const { length, values, F, G } of stretchesOf(sides[0], sides[1])) {
    for (let at = 0; at < length; at++) {
      const [value, share, shareWindow] = [values[at] as number, F[at] as number, G[at] as number]
      const step = Number.isNaN(last) ? 0 : value - last
      distance += Math.abs(below - belowWindow) * step
      potential += Math.sign(below - belowWindow) * step
      mean += (share - below) * potential
      square += (share - below) * potential ** 2
      meanWindow += (shareWindow - belowWindow) * potential
      squareWindow += (shareWindow - belowWindow) * potential ** 2
      last = value
      below = share
      belowWindow = shareWindow
    }
  }
  const variance = Math.max(0, square - mean ** 2) / N + Math.max(0, squareWindow - meanWindow ** 2) / n
  return { distance, error: Math.sqrt(variance) }
}
