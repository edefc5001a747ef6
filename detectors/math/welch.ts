import { studentUpperQuantile, studentUpperTail } from './student.ts'

/** Size, mean and sample variance (n − 1) of one side. */
export interface Sample {
  readonly n: number
  readonly mean: number
  readonly variance: number
}

/**
 * Welch's test of two means: t = (x̄ − μ₀) / √(s²/n + s₀²/N) with the degrees of freedom of Welch and Satterthwaite, two-sided.
 * Two equal constants have t = 0; two constants that differ have no t.
 *
 * Source: Welch (1947), The generalization of Student's problem, Biometrika 34.
 *
 * @returns 95 % interval of the difference; null when neither side varies and they differ, or a side has fewer than two rows
 */
export function welch(baseline: Sample, window: Sample) {
  const difference = window.mean - baseline.mean
  const [ours, theirs] = [window.variance / window.n, baseline.variance / baseline.n]
  if (ours + theirs === 0 && difference === 0) return { difference, t: 0, df: null, p: 1, low: 0, high: 0 }
  if (!(ours + theirs > 0) || window.n < 2 || baseline.n < 2) return null
  const error = Math.sqrt(ours + theirs)
  const df = (ours + theirs) ** 2 / (ours ** 2 / (window.n - 1) + theirs ** 2 / (baseline.n - 1))
  const reach = studentUpperQuantile(0.025, df) * error
  const t = difference / error
  return { difference, t, df, p: 2 * studentUpperTail(Math.abs(t), df), low: difference - reach, high: difference + reach }
}
