/** Below it the series alternates between large terms, and P is 1 to seven digits. */
const smallest = 0.4
const termsMax = 100

/** P(V > x) for Kuiper's law, 2 Σ (4j²x² − 1) e^(−2j²x²). Source: Stephens (1965), Biometrika 52. */
export function kuiperUpperTail(x: number): number {
  if (x < smallest) return 1
  let sum = 0
  for (let j = 1; j <= termsMax; j++) {
    const square = j * j * x * x
    const term = 2 * (4 * square - 1) * Math.exp(-2 * square)
    sum += term
    if (Math.abs(term) <= sum * Number.EPSILON) break
  }
  return Math.min(1, Math.max(0, sum))
}
