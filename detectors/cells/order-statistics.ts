import type { Cells } from '../../contract/index.ts'
import { z95 } from '../math/normal.ts'
import { type Interval, sameRate } from '../math/proportion.ts'
import { quantileOf, totalOf } from '../summaries/cells.ts'
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
  const [before, after] = [scaled(sides[0], scales[0]), scaled(sides[1], scales[1])]
  const cut = quantileOfBoth(before, after, share)
  return sameRate(Math.round(rowsUpTo(cut, after)), Math.round(n), Math.round(rowsUpTo(cut, before)), Math.round(N))
}

const scaled = (cells: Cells, scale: number): Cells => (scale === 1 ? cells : { ...cells, counts: cells.counts.map(count => count * scale) })

/** Value of either side below which a share of the weight of both lies. */
function quantileOfBoth(a: Cells, b: Cells, share: number): number {
  const wanted = share * (totalOf(a.counts) + totalOf(b.counts))
  let [below, i, j] = [0, 0, 0]
  while (i < a.values.length || j < b.values.length) {
    const left = i < a.values.length ? (a.values[i] as number) : Infinity
    const right = j < b.values.length ? (b.values[j] as number) : Infinity
    below += (left <= right ? (a.counts[i++] as number) : 0) + (right <= left ? (b.counts[j++] as number) : 0)
    if (below >= wanted) return Math.min(left, right)
  }
  return Math.max(a.values.at(-1) ?? -Infinity, b.values.at(-1) ?? -Infinity)
}

function rowsUpTo(cut: number, { values, counts }: Cells): number {
  let rows = 0
  for (let at = 0; at < values.length && (values[at] as number) <= cut; at++) rows += counts[at] as number
  return rows
}
