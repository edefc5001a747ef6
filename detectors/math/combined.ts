/** One p of several, for "any of them", right in its tail however they depend on each other. */
const edge = 1e-15

/**
 * Cauchy combination: T = mean tan(π(½ − p)), p = ½ − arctan(T)/π. Each p is kept off 0 and 1.
 *
 * Source: Liu and Xie (2020), Cauchy combination test, JASA 115.
 */
export function cauchyCombined(pValues: readonly number[]): number {
  const kept = pValues.map(p => Math.min(1 - edge, Math.max(edge, p)))
  const mean = kept.reduce((sum, p) => sum + Math.tan(Math.PI * (0.5 - p)), 0) / kept.length
  // As a tail: 0.5 − arctan loses its digits.
  return mean > 0 ? Math.atan(1 / mean) / Math.PI : 0.5 - Math.atan(mean) / Math.PI
}
