import { totalOf } from '../summaries/cells.ts'
import type { CellPair } from './column-cells.ts'
import { type Divergence, distanceOf, diverge, standardError } from './divergence.ts'
import { pairSize, pooledByEither } from './pooled.ts'

/** A distance with the 95 % interval of the true one. */
export interface DistanceInterval {
  readonly distance: number
  readonly low: number
  readonly high: number
}

/**
 * D of the cells as they are, with an interval that leaves out no cell, be it empty on one side.
 *
 * Cells with rows enough have the inverted noncentral chi-square, stretched where the shares stray more than it says, as those of a cell do that
 * one side never saw. Pooling only ever brings sides nearer, so the lower end stands for all cells, and the upper end rises by what the pooled
 * ones add. It is never below D, which is biased upward.
 */
export function distanceInterval(divergence: Divergence, pair: CellPair): DistanceInterval {
  const distance = distanceOf(divergence, pair)
  const stretch = stretchOf(divergence, pair, distance)
  const large = stretched(divergence, pooledByEither(pair), stretch)
  const { low } = stretched(divergence, pooledByEither(withUnseenMass(pair)), stretch)
  return { distance, low: Math.min(low, large.low, distance), high: Math.max(large.high + Math.max(0, distance - large.distance), distance) }
}

/** The noncentral interval, drawn out around D without its bias κ(k−1)/h. */
function stretched(divergence: Divergence, pair: CellPair, stretch: number): DistanceInterval {
  const { distance, df, low, high } = diverge(divergence, pair)
  const middle = distance - (df * divergence.kappa) / pairSize(pair)
  return {
    distance,
    low: Math.max(0, Math.min(low, middle - (middle - low) * stretch)),
    high: Math.max(high, middle + (high - middle) * stretch),
  }
}

/** Standard error by the delta method over that of a noncentral chi-square, 2 √(κD/h); 1 where it is less. */
function stretchOf(divergence: Divergence, pair: CellPair, distance: number): number {
  const usual = 2 * Math.sqrt((divergence.kappa * distance) / pairSize(pair))
  return usual > 0 ? Math.max(1, standardError(divergence, pair) / usual) : 1
}

/**
 * Values that a baseline holds once say what share it has not seen yet (Good and Turing). A window's new values are held against that share and
 * not against none, or a column of many rare values would be far from itself.
 */
function withUnseenMass(pair: CellPair): CellPair {
  if (pair.ordered) return pair
  const once = totalOf(pair.baseline.map(count => (count > 0 && count <= 1 ? count : 0)))
  return { ...pair, baseline: pair.baseline.map(count => (count === 0 ? once : count)) }
}
