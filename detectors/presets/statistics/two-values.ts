import type { CellPair } from '../../cells/column-cells.ts'
import { proportionZ } from '../../cells/leading-value.ts'
import { fisherExact, hypergeometricUpperTail } from '../../math/counts.ts'
import { normal } from '../../math/normal.ts'
import { totalOf } from '../../summaries/cells.ts'
import type { Tested } from './tables.ts'

/** Rows of both sides that hold the first value, and all. */
const tableOf = ({ baseline, window }: CellPair) => ({ y: baseline[0] as number, N: totalOf(baseline), x: window[0] as number, n: totalOf(window) })

/** Pooled z of two proportions, two-sided: the window less the reference, of the first value. Null for more than two values. */
export function twoProportions(pair: CellPair): Tested | null {
  if (pair.baseline.length > 2) return null
  const z = proportionZ(tableOf(pair))
  return Number.isNaN(z) ? null : { statistic: z, pValue: Math.min(1, 2 * normal.upperTail(Math.abs(z))) }
}

export type Alternative = 'two-sided' | 'greater' | 'less'

/** Fisher's exact test of the first value: the odds ratio of the window against the reference. Null for more than two values. */
export function fisherOf(pair: CellPair, alternative: Alternative = 'two-sided'): Tested | null {
  if (pair.baseline.length !== 2) return null
  const { x, n, y, N } = tableOf(pair)
  const statistic = (x * (N - y)) / ((n - x) * y)
  if (alternative === 'two-sided') return { statistic, pValue: fisherExact(x, n, y, N) }
  const pValue = alternative === 'greater' ? hypergeometricUpperTail(x, N + n, x + y, n) : hypergeometricUpperTail(n - x, N + n, N + n - x - y, n)
  return { statistic, pValue }
}
