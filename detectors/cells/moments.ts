import type { NumericSummary } from '../../contract/index.ts'
import { presentSize, presentWeight } from './present.ts'

/** Mean and spread of the finite values of a column. */
export interface Moments {
  /** Effective rows with a finite value. */
  readonly n: number
  readonly mean: number
  /** With n − 1; NaN for fewer than two rows, 0 for one value. */
  readonly deviation: number
  /** m₄ / m₂², 3 for a normal law; NaN where all values are one. */
  readonly kurtosis: number
}

/** From the shifted sums, which keep their digits where raw squares lose all. */
export function momentsOf(summary: NumericSummary): Moments {
  const { moments, center, scale, lo, hi } = summary
  const [weight, ...sums] = moments
  const n = weight > 0 ? (presentSize(summary) * weight) / presentWeight(summary) : 0
  const [z1, z2, z3, z4] = sums.map(sum => sum / weight) as [number, number, number, number]
  const variance = lo === hi ? 0 : Math.max(0, z2 - z1 ** 2)
  const fourth = z4 - 4 * z1 * z3 + 6 * z1 ** 2 * z2 - 3 * z1 ** 4
  return {
    n,
    mean: center + scale * z1,
    deviation: n > 1 ? scale * Math.sqrt((variance * n) / (n - 1)) : Number.NaN,
    kurtosis: fourth / variance ** 2,
  }
}
