import type { Cells } from '../../contract/index.ts'
import { finiteCells, totalOf } from '../summaries/cells.ts'
import { walkShares } from './walk.ts'

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
  const sums = { distance: 0, potential: 0, last: Number.NaN, F: 0, G: 0, mean: 0, square: 0, meanWindow: 0, squareWindow: 0 }
  walkShares(sides[0], sides[1], (value, F, G) => {
    const step = Number.isNaN(sums.last) ? 0 : value - sums.last
    sums.distance += Math.abs(sums.F - sums.G) * step
    sums.potential += Math.sign(sums.F - sums.G) * step
    sums.mean += (F - sums.F) * sums.potential
    sums.square += (F - sums.F) * sums.potential ** 2
    sums.meanWindow += (G - sums.G) * sums.potential
    sums.squareWindow += (G - sums.G) * sums.potential ** 2
    sums.last = value
    sums.F = F
    sums.G = G
  })
  if (weight === 0 || weightWindow === 0) return { distance: Number.NaN, error: Number.NaN }
  const variance = Math.max(0, sums.square - sums.mean ** 2) / N + Math.max(0, sums.squareWindow - sums.meanWindow ** 2) / n
  return { distance: sums.distance, error: Math.sqrt(variance) }
}
