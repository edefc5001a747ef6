import { lowerBeta } from './beta.ts'
import { upperQuantileOf } from './root.ts'

/** P(F > x) for the F law with `d1` and `d2` degrees of freedom (real numbers). */
export const fUpperTail = (x: number, d1: number, d2: number): number => (x <= 0 ? 1 : lowerBeta(d2 / (d2 + d1 * x), d2 / 2, d1 / 2))

/** The x with P(F > x) = p. */
export const fUpperQuantile = (p: number, d1: number, d2: number): number => upperQuantileOf(x => fUpperTail(x, d1, d2), p, 1)

/** P(T > t) for Student's t with `nu` degrees of freedom; T² is F(1, nu). */
export function studentUpperTail(t: number, nu: number): number {
  const half = fUpperTail(t * t, 1, nu) / 2
  return t < 0 ? 1 - half : half
}

/** The t with P(T > t) = p. */
export const studentUpperQuantile = (p: number, nu: number): number => (p > 0.5 ? -studentUpperQuantile(1 - p, nu) : Math.sqrt(fUpperQuantile(2 * p, 1, nu)))
