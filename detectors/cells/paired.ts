import { binomialUpperTail } from '../math/counts.ts'
import { studentUpperQuantile, studentUpperTail } from '../math/student.ts'

/**
 * Do paired differences have the mean 0? Student's t of Σd and Σd² over n pairs, with the 95 % interval of the mean.
 * Null for fewer than two pairs, or differences that do not vary.
 */
export function pairedT(sum: number, squares: number, n: number) {
  const mean = sum / n
  const variance = (squares - n * mean * mean) / (n - 1)
  if (!(n > 1 && variance > 1e-14 * (squares / n))) return null
  const error = Math.sqrt(variance / n)
  const reach = studentUpperQuantile(0.025, n - 1) * error
  const t = mean / error
  return { mean, t, p: 2 * studentUpperTail(Math.abs(t), n - 1), low: mean - reach, high: mean + reach }
}

/** McNemar's exact test: are b and c, the pairs that differ either way, equally likely? Two-sided; 1 without a pair that differs. */
export const mcnemar = (b: number, c: number): number => (b + c === 0 ? 1 : Math.min(1, 2 * binomialUpperTail(Math.max(b, c), b + c, 0.5)))
