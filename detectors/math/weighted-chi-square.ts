import { chiSquareUpperTail } from './chi-square.ts'
import { normal } from './normal.ts'
import { findRoot } from './root.ts'

/**
 * P(Σ λ_j χ²₁ > x) by saddlepoint: within 10 % down to 1e-5, exact for one weight.
 *
 *   K(t) = −½ Σ ln(1 − 2tλ_j),  K′(t̂) = x,  w = sign(t̂) √(2(t̂x − K)),  u = t̂ √K″,  P ≈ Φ̄(w + ln(u/w)/w)
 *
 * At the mean, where w = 0, x is moved by a millionth. Source: Kuonen (1999), Biometrika 86.
 *
 * @param weights  positive; those below 1e-12 of the largest are dropped
 */
export function weightedChiSquareUpperTail(weights: readonly number[], x: number): number {
  const largest = Math.max(...weights)
  const kept = weights.filter(weight => weight >= 1e-12 * largest)
  if (x <= 0) return 1
  if (kept.length === 1) return chiSquareUpperTail(x / largest, 1)
  const mean = kept.reduce((sum, weight) => sum + weight, 0)
  return saddlepoint(kept, Math.abs(x - mean) < 1e-8 * mean ? mean * (1 + 1e-6) : x, largest)
}

function saddlepoint(weights: readonly number[], x: number, largest: number): number {
  const sum = (term: (weight: number) => number): number => weights.reduce((total, weight) => total + term(weight), 0)
  const slope = (t: number): number => sum(weight => weight / (1 - 2 * t * weight)) - x
  let low = -1 / (2 * largest)
  while (slope(low) > 0) low *= 2
  const t = findRoot(slope, low, (1 - 1e-14) / (2 * largest))
  const K = -0.5 * sum(weight => Math.log1p(-2 * t * weight))
  const w = Math.sign(t) * Math.sqrt(2 * (t * x - K))
  const u = t * Math.sqrt(2 * sum(weight => (weight / (1 - 2 * t * weight)) ** 2))
  return normal.upperTail(w + Math.log(u / w) / w)
}
