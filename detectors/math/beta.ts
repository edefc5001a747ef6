import betainc from '@stdlib/math-base-special-betainc'
import { findRoot } from './root.ts'

/** Regularised incomplete beta function I_x(a, b): the lower tail of the beta law. */
export const lowerBeta = (x: number, a: number, b: number): number => betainc(x, a, b, true, false)

/** The x with I_x(a, b) = p. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0
  if (p >= 1) return 1
  return findRoot(x => lowerBeta(x, a, b) - p, 0, 1)
}
