import { logGamma } from './gamma.ts'

const quarter = 0.25
/** Beyond it the integrand of the Bessel function is below the smallest double. */
const exponentMax = 745
const step = 0.05
const termsMax = 60
/** Where 1 − cdf keeps fewer digits than the leading term of the tail tells. */
const farFrom = 2.5

/** e^x K_¼(x) = ∫ e^(x − x cosh t) cosh(t/4) dt over t ≥ 0; the trapezoid rule converges at once on such an integrand. */
function scaledBessel(x: number): number {
  let sum = 0.5
  for (let t = step; x * (Math.cosh(t) - 1) < exponentMax; t += step) sum += Math.exp(-x * (Math.cosh(t) - 1)) * Math.cosh(quarter * t)
  return sum * step
}

/**
 * P(W > x) for the limit law of the Cramér–von Mises statistic, ∫ B(u)² du of a Brownian bridge.
 *
 *   P(W ≤ x) = 1/(π√x) Σ Γ(k+½)/(√π k!) √(4k+1) e^(−y) K_¼(y),  y = (4k+1)²/(16x)
 *
 * Beyond 2.5 its largest weight 1/π² alone speaks: P ≈ c·e^(−π²x/2)/√x, fitted at 2.5 to the series (within 2 %).
 * Source: Anderson and Darling (1952), Annals of Mathematical Statistics 23; Csörgő and Faraway (1996), JRSS B 58.
 */
export function cramerVonMisesUpperTail(x: number): number {
  if (x <= 0) return 1
  if (x <= farFrom) return Math.min(1, Math.max(0, 1 - lowerTail(x)))
  return (1 - lowerTail(farFrom)) * Math.sqrt(farFrom / x) * Math.exp(-0.5 * Math.PI ** 2 * (x - farFrom))
}

function lowerTail(x: number): number {
  let sum = 0
  for (let k = 0; k < termsMax; k++) {
    const y = (4 * k + 1) ** 2 / (16 * x)
    if (2 * y > exponentMax) break
    const term = Math.exp(logGamma(k + 0.5) - logGamma(k + 1) - 2 * y) * Math.sqrt(4 * k + 1) * scaledBessel(y)
    sum += term
    if (term < sum * Number.EPSILON) break
  }
  return sum / (Math.PI ** 1.5 * Math.sqrt(x))
}
