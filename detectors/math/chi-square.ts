import { upperGamma } from './gamma.ts'
import { normal } from './normal.ts'
import { upperQuantileOf } from './root.ts'

/** P(X > x) for X chi-square with `nu` degrees of freedom. */
export const chiSquareUpperTail = (x: number, nu: number): number => (x <= 0 ? 1 : upperGamma(nu / 2, x / 2))

/** The x with P(X > x) = p. */
export const chiSquareUpperQuantile = (p: number, nu: number): number =>
  nu === 1 ? normal.upperQuantile(p / 2) ** 2 : upperQuantileOf(x => chiSquareUpperTail(x, nu), p, nu)
