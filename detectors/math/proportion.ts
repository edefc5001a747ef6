import { betaQuantile } from './beta.ts'
import { fisherExact } from './counts.ts'
import { normal, z95 } from './normal.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

/** Wilson's score interval of x/n; stays inside [0, 1]. */
export function wilson(x: number, n: number, z = z95): Interval {
  const middle = x + (z * z) / 2
  const reach = z * Math.sqrt((x * (n - x)) / n + (z * z) / 4)
  return { low: x === 0 ? 0 : (middle - reach) / (n + z * z), high: x >= n ? 1 : (middle + reach) / (n + z * z) }
}

/** The exact interval of x/n from the beta law. */
export const clopperPearson = (x: number, n: number, alpha = 0.05): Interval => ({
  low: x === 0 ? 0 : betaQuantile(alpha / 2, x, n - x + 1),
  high: x >= n ? 1 : betaQuantile(1 - alpha / 2, x + 1, n - x),
})

/** Newcombe's hybrid interval of x/n − y/N, from the two Wilson intervals. */
export function newcombe(x: number, n: number, y: number, N: number): Interval {
  const q = x / n
  const p = y / N
  const window = wilson(x, n)
  const baseline = wilson(y, N)
  return {
    low: q - p - Math.hypot(q - window.low, baseline.high - p),
    high: q - p + Math.hypot(window.high - q, p - baseline.low),
  }
}

/** Katz' interval of the ratio (x/n) / (y/N), on the log scale; with a zero count ½ is added to all four cells. */
export function katz(x: number, n: number, y: number, N: number): Interval {
  const half = x === 0 || y === 0 ? 0.5 : 0
  const [a, b, c, d] = [x + half, n + 2 * half, y + half, N + 2 * half]
  const reach = z95 * Math.sqrt(1 / a - 1 / b + 1 / c - 1 / d)
  const ratio = Math.log(a / b / (c / d))
  return { low: Math.exp(ratio - reach), high: Math.exp(ratio + reach) }
}

/** Two-sided p of "x/n and y/N are one rate": Fisher's exact test when an expected cell is below 5, else the pooled score test. */
export function sameRate(x: number, n: number, y: number, N: number): number {
  const pooled = (x + y) / (n + N)
  const smallest = Math.min(n, N) * Math.min(pooled, 1 - pooled)
  if (smallest < 5) return fisherExact(x, n, y, N)
  const z = (x / n - y / N) / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / N))
  return 2 * normal.upperTail(Math.abs(z))
}
