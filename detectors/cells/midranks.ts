import type { Cells } from '../../contract/index.ts'
import { cramerVonMisesUpperTail } from '../math/cramer-von-mises.ts'
import type { PairSizes } from './pooled-walk.ts'
import { stretchesOf } from './walk.ts'

/** Rows of one side at a value, those of the other there, and those of the other below. */
interface Tie {
  readonly rows: number
  readonly other: number
  readonly otherBelow: number
}

/** Σ (R − i)² over the rows of one side at one value: R their midrank among all, i their ranks among their own. */
const strays = ({ rows, other, otherBelow }: Tie): number => rows * (otherBelow + other / 2) ** 2 + (rows * (rows ** 2 - 1)) / 12

/**
 * The two-sample Cramér–von Mises statistic of rows, with midranks where values are tied.
 *
 *   T = U / (nN(n+N)) − (4nN − 1) / (6(n+N)),  U = N Σ (R_i − i)² + n Σ (S_j − j)²
 *
 * Source: Anderson (1962), Annals of Mathematical Statistics 33.
 *
 * @param sizes  whole numbers of rows
 */
export function midrankStatistic(sides: readonly [Cells, Cells], { N, n }: PairSizes): number {
  let [U, below, belowWindow] = [0, 0, 0]
  for (const { length, F, G } of stretchesOf(...sides)) {
    for (let at = 0; at < length; at++) {
      const [c, d] = [Math.round((F[at] as number) * N) - below, Math.round((G[at] as number) * n) - belowWindow]
      U += N * strays({ rows: c, other: d, otherBelow: belowWindow }) + n * strays({ rows: d, other: c, otherBelow: below })
      below += c
      belowWindow += d
    }
  }
  return U / (N * n) / (N + n) - (4 * N * n - 1) / (6 * (N + n))
}

/** p of that statistic by the limit law, after moving its mean and variance to those of the limit. For rows with few ties. */
export function midrankP(statistic: number, { N, n }: PairSizes): number {
  const M = N + n
  const mean = (1 + 1 / M) / 6
  const variance = ((M + 1) * (4 * N * n * M - 3 * (N ** 2 + n ** 2) - 2 * N * n)) / (45 * M ** 2 * 4 * N * n)
  return Math.max(1e-300, cramerVonMisesUpperTail(1 / 6 + (statistic - mean) / Math.sqrt(45 * variance)))
}
