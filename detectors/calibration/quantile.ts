import { chiSquareUpperQuantile } from '../math/chi-square.ts'
import { normal } from '../math/normal.ts'
import { findRoot } from '../math/root.ts'
import { fUpperQuantile } from '../math/student.ts'
import { dispersionAt, type Noise } from './noise.ts'

/** A noise at one level alpha: what depends on alpha and the number of windows alone, worked out once. */
export interface Level {
  readonly noise: Noise
  readonly alpha: number
  /** Upper quantile of chi-square(1). */
  readonly chi: number
  /** What the excess pays for having been estimated: F over chi-square quantile. */
  readonly ratio: number
  /** Quantiles of chi-square(nu) at this alpha that were already asked for. */
  readonly central: Map<number, number>
}

export function levelOf(noise: Noise, alpha: number): Level {
  const tail = tailOf(noise, alpha)
  return { ...tail, ratio: fUpperQuantile(alpha, 1, noise.windows) / tail.chi }
}

/** The same as if the noise were known, not estimated: what it says of the windows that taught it. */
export const tailOf = (noise: Noise, alpha: number): Level => ({ noise, alpha, chi: chiSquareUpperQuantile(alpha, 1), ratio: 1, central: new Map() })

/**
 * Quantile of T for a quiet window: chi-square(nu), with the excess dispersion partly in one direction.
 *
 *   P(f0·chi²(nu−1) + lam·chi²(1) > t) = alpha,  by saddlepoint
 *
 * Only the excess is multiplied by what its estimation costs, so an iid-looking series keeps its full power on day 1.
 */
export function quantileT(level: Level, n: number, nu: number): number {
  const { noise, alpha, chi, ratio } = level
  const phi = dispersionAt(noise, n)
  const excess = phi - 1
  const stray = noise.stray ?? 0
  if (nu === 1) return (1 + Math.max(excess, stray) * ratio) * chi
  if (excess === 0 && stray === 0) return centralQuantile(level, nu)
  const inOne = noise.share * nu * excess
  const floor = Math.max(1, phi - inOne / nu)
  return twoWeightQuantile(alpha, { nu, floor, largest: floor + Math.max(inOne, stray) * ratio })
}

function centralQuantile({ alpha, central }: Level, nu: number): number {
  const known = central.get(nu)
  if (known !== undefined) return known
  const quantile = chiSquareUpperQuantile(alpha, nu)
  central.set(nu, quantile)
  return quantile
}

/** How far quiet data strays with probability alpha, in the unit of √(T·v). */
export const noiseDistance = (level: Level, n: number, nu: number, v: number): number => Math.sqrt(quantileT(level, n, nu) * v)

/** floor·chi²(nu−1) + largest·chi²(1) */
interface TwoWeights {
  readonly nu: number
  readonly floor: number
  readonly largest: number
}

/** The saddlepoint z is sought itself, since t = K′(z) rises with it; z = (1 − e^−s)/(2·largest) spreads the far tail evenly over s. */
function twoWeightQuantile(alpha: number, weights: TwoWeights): number {
  const target = normal.upperQuantile(alpha)
  const at = (s: number): Saddle => saddleAt(-Math.expm1(-s) / (2 * weights.largest), weights)
  return at(findRoot(s => at(s).deviate - target, -4, 14)).t
}

interface Saddle {
  readonly t: number
  /** Normal deviate with the same upper tail. */
  readonly deviate: number
}

/** Near the mean w vanishes and ln(u/w)/w is taken at its limit, the skewness over 6. */
const nearMean = 1e-4

function saddleAt(z: number, { nu, floor, largest }: TwoWeights): Saddle {
  const low = floor / (1 - 2 * z * floor)
  const high = largest / (1 - 2 * z * largest)
  const t = (nu - 1) * low + high
  const K = -0.5 * ((nu - 1) * Math.log1p(-2 * z * floor) + Math.log1p(-2 * z * largest))
  const variance = 2 * ((nu - 1) * low * low + high * high)
  const w = Math.sign(z) * Math.sqrt(Math.max(0, 2 * (z * t - K)))
  const shift = Math.abs(w) < nearMean ? (8 * ((nu - 1) * low ** 3 + high ** 3)) / (6 * variance ** 1.5) : Math.log((z * Math.sqrt(variance)) / w) / w
  return { t, deviate: w + shift }
}
