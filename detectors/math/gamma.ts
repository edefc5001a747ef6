import gammainc from '@stdlib/math-base-special-gammainc'

/** Coefficients of 1/x, 1/x³, … in Stirling's series. */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156]

/**
 * Natural logarithm of Γ(x) for x > 0, by Stirling's series after shifting x above 10; relative error about 1e-15.
 */
export function logGamma(x: number): number {
  let product = 1
  let y = x
  while (y < 10) {
    product *= y
    y += 1
  }
  const square = 1 / (y * y)
  const series = stirling.reduceRight((sum, coefficient) => sum * square + coefficient, 0) / y
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
}

/** Regularised incomplete gamma functions, Q(a, x) = Γ(a, x) / Γ(a) and P = 1 − Q, each computed as itself. */
export const upperGamma = (a: number, x: number): number => gammainc(x, a, true, true)
export const lowerGamma = (a: number, x: number): number => gammainc(x, a, true, false)

/** ln C(n, k) for real n. */
export const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
