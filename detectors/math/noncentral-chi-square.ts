import { chiSquareUpperTail } from './chi-square.ts'
import { logGamma, lowerGamma } from './gamma.ts'
import { findRoot } from './root.ts'

/** Below it a product of ratios may have lost its digits to the smallest numbers. */
const least = 1e-280

/**
 * P(X ≤ x) for X noncentral chi-square: a Poisson(nc/2) mixture of central laws, summed down to its smallest part. Going down, both the weights
 * and P(a, x/2) = P(a + 1, x/2) + (x/2)^a e^(−x/2) / Γ(a + 1) are found from the one before, by adding and never by subtracting.
 *
 * @param nc  noncentrality, 0 or more
 */
export function noncentralLowerTail(x: number, nu: number, nc: number): number {
  if (x <= 0) return 0
  const half = nc / 2
  if (half === 0) return lowerGamma(nu / 2, x / 2)
  const reach = Math.ceil(10 * Math.sqrt(half + 1)) + 20
  const top = Math.floor(half) + reach
  const [logHalf, logX] = [Math.log(half), Math.log(x / 2)]
  let tail = lowerGamma(nu / 2 + top, x / 2)
  let [weight, step] = [0, 0]
  let sum = 0
  for (let j = top; j >= Math.max(0, top - 2 * reach); j--) {
    const a = nu / 2 + j
    weight = weight > least ? (weight * (j + 1)) / half : Math.exp(j * logHalf - half - logGamma(j + 1))
    sum += weight * tail
    step = step > least ? (step * a) / (x / 2) : Math.exp((a - 1) * logX - x / 2 - logGamma(a))
    tail += step
  }
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
