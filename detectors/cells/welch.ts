import { studentUpperQuantile, studentUpperTail } from '../math/student.ts'
import type { Moments } from './moments.ts'

/** Welch's test of two means. Everything is NaN when a side has fewer than two rows or neither varies. */
export interface Welch {
  readonly t: number
  readonly df: number
  /** Two-sided. */
  readonly pValue: number
  /** Half the 95 % interval of the difference. */
  readonly reach: number
}

const unknown: Welch = { t: Number.NaN, df: Number.NaN, pValue: Number.NaN, reach: Number.NaN }

/**
 * t = (x̄ − μ₀) / √(s²/n + σ₀²/N), df by Welch and Satterthwaite.
 * Source: Welch (1947), The generalization of "Student's" problem, Biometrika 34.
 */
export function welch(before: Moments, after: Moments): Welch {
  const [a, b] = [before.deviation ** 2 / before.n, after.deviation ** 2 / after.n]
  const error = Math.sqrt(a + b)
  const df = (a + b) ** 2 / (a ** 2 / (before.n - 1) + b ** 2 / (after.n - 1))
  if (!(error > 0 && df > 0 && Number.isFinite(df))) return unknown
  const t = (after.mean - before.mean) / error
  return { t, df, pValue: Math.max(1e-300, Math.min(1, 2 * studentUpperTail(Math.abs(t), df))), reach: studentUpperQuantile(0.025, df) * error }
}
