import type { Cells } from '../../contract/index.ts'
import { z95 } from '../math/normal.ts'
import { type Interval, sameRate } from '../math/proportion.ts'
import { mergeCells, quantileOf, totalOf } from '../summaries/cells.ts'
import type { PairSizes } from './pooled-walk.ts'

/** Ranks, from 1 to n, between which a quantile lies with 95 % confidence: n·share ± 1.96 √(n·share·(1 − share)). */
export function quantileRanks(n: number, share: number): Interval {
  const reach = z95 * Math.sqrt(n * share * (1 - share))
  return { low: Math.max(1, Math.floor(n * share - reach)), high: Math.min(n, Math.ceil(n * share + reach)) }
}

/** A quantile with its 95 % interval: the values at those ranks. */
export function quantileWithin(cells: Cells, n: number, share: number): Interval & { readonly value: number } {
  const { low, high } = quantileRanks(n, share)
  return { value: quantileOf(cells, share), low: quantileOf(cells, low / n), high: quantileOf(cells, Math.min(1, high / n)) }
}

/** p of "as many rows of both sides lie at or below the quantile of both together" (Mood's test, of any quantile). */
export function moodP(sides: readonly [Cells, Cells], { N, n }: PairSizes, share: number): number {
  const scales = [N / totalOf(sides[0].counts), n / totalOf(sides[1].counts)] as const
  const [before, after] = sides.map((cells, side) => ({ ...cells, counts: cells.counts.map(count => count * (scales[side] as number)) })) as [Cells, Cells]
  const cut = quantileOf(mergeCells(before, after), share)
  const below = ({ values, counts }: Cells): number => counts.reduce((sum, count, at) => sum + ((values[at] as number) <= cut ? count : 0), 0)
  return sameRate(Math.round(below(after)), Math.round(n), Math.round(below(before)), Math.round(N))
}
