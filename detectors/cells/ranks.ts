import type { Cells } from '../../contract/index.ts'
import { areaOf } from '../labels/roc.ts'
import { normal } from '../math/normal.ts'
import type { PairSizes } from './pooled-walk.ts'
import { stretchesOf } from './walk.ts'

/** Rows of both sides at every value of either, ascending. */
function aligned(sides: readonly [Cells, Cells], { N, n }: PairSizes): { readonly before: Float64Array; readonly after: Float64Array } {
  const size = sides[0].values.length + sides[1].values.length
  const [before, after] = [new Float64Array(size), new Float64Array(size)]
  let [found, below, belowWindow] = [0, 0, 0]
  for (const { length, F, G } of stretchesOf(...sides)) {
    for (let at = 0; at < length; at++) {
      before[found] = ((F[at] as number) - below) * N
      after[found++] = ((G[at] as number) - belowWindow) * n
      below = F[at] as number
      belowWindow = G[at] as number
    }
  }
  return { before: before.subarray(0, found), after: after.subarray(0, found) }
}

/** Which side ranks higher. */
export interface Ranking {
  /** P(window > baseline) + ½ P(equal) − ½, with its variance. */
  readonly excess: number
  readonly variance: number
  /** Two-sided p of the Mann–Whitney test: normal law, ties counted, half a rank of continuity. */
  readonly pValue: number
  /** What the order of rows with one value could change of the excess, in either direction. */
  readonly ties: number
}

/**
 * @param sizes  effective rows of the two sides, above 0
 * Source: Mann and Whitney (1947), Annals of Mathematical Statistics 18; variance of the excess: DeLong, DeLong and Clarke-Pearson (1988).
 */
export function ranking(sides: readonly [Cells, Cells], sizes: PairSizes): Ranking {
  const { before, after } = aligned(sides, sizes)
  const area = areaOf(after, before)
  const { N, n } = sizes
  const M = N + n
  let tied = 0
  for (let at = 0; at < before.length; at++) {
    const together = (before[at] as number) + (after[at] as number)
    tied = tied + together ** 3 - together
  }
  const error = Math.sqrt(((N * n) / 12) * (M + 1 - tied / (M * (M - 1))))
  const excess = (area?.value ?? Number.NaN) - 0.5
  const z = Math.max(0, Math.abs(excess) * N * n - 0.5) / error
  const pValue = error > 0 ? Math.max(1e-300, Math.min(1, 2 * normal.upperTail(z))) : 1
  return { excess, variance: area?.variance ?? Number.NaN, pValue, ties: area?.band ?? 0 }
}
