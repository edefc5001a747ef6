import { chiSquareUpperTail } from './chi-square.ts'
import { logGamma, lowerGamma } from './gamma.ts'
import { findRoot } from './root.ts'

/**
 * P(X ≤ x) for X noncentral chi-square: a Poisson(nc/2) mixture of central laws, summed outward from its largest weight.
 *
 * @param nc  noncentrality, 0 or more
 */
export function noncentralLowerTail(x: number, nu: number, nc: number): number {
  if (x <= 0) return 0
  const half = nc / 2
  const weight = (j: number): number => (half === 0 ? Number(j === 0) : Math.exp(j * Math.log(half) - half - logGamma(j + 1)))
  const middle = Math.floor(half)
  const reach = Math.ceil(10 * Math.sqrt(half + 1)) + 20
  let sum = 0
  for (let j = Math.max(0, middle - reach); j <= middle + reach; j++) sum += weight(j) * lowerGamma(nu / 2 + j, x / 2)
  return Math.min(1, sum)
}

/**
 * Confidence interval of the noncentrality behind an observed statistic, by inverting the law:
 * low solves P(X ≥ T) = alpha/2 (0 when a central law already has more), high solves P(X ≤ T) = alpha/2.
 */
export function noncentralityInterval(T: number, nu: number, alpha: number): { low: number; high: number } {
  const lower = (nc: number): number => noncentralLowerTail(T, nu, nc)
  const top = 2 * T + 40 + 10 * Math.sqrt(nu + T)
  const low = chiSquareUpperTail(T, nu) >= alpha / 2 ? 0 : findRoot(nc => lower(nc) - (1 - alpha / 2), 0, top)
  const high = lower(0) <= alpha / 2 ? 0 : findRoot(nc => lower(nc) - alpha / 2, 0, top)
  return { low, high }
}
