import { tridiagonalEigenvalues } from '../math/tridiagonal.ts'
import { weightedChiSquareUpperTail } from '../math/weighted-chi-square.ts'
import type { Place } from './pooled-walk.ts'

/** A weighted square distance of two cumulative shares, with its law when nothing has changed. */
export interface BridgeStatistic {
  readonly statistic: number
  /** Weights of the chi-squares whose sum it is; their own sum is its mean. */
  readonly lambdas: readonly number[]
  readonly pValue: number
}

/** Weights below it, of the largest, add nothing to the law; but their inverses would take its digits from the largest eigenvalue. */
const negligible = 1e-9

/**
 * T = h Σ (F − G)² w at given places ~ Σ λ χ²₁, λ the eigenvalues of D^½ C D^½ with D = diag(w) and C the covariance of a Brownian bridge at H.
 *
 * A bridge is Markov, so C⁻¹ is tridiagonal with 1/m_i + 1/m_{i+1} on its diagonal and −1/m_{i+1} beside it: the eigenvalues of
 * (D^½ C D^½)⁻¹ cost next to nothing. No place: T is 0 and p 1. Overflow gives NaN.
 *
 * @param places   without the last value, at which H is 1
 * @param weights  one a place, positive
 * @param h        N·n / (N + n)
 * Source: Anderson and Darling (1952), Annals of Mathematical Statistics 23; Scholz and Stephens (1987), JASA 82.
 */
export function bridgeStatistic(places: readonly Place[], weights: readonly number[], h: number): BridgeStatistic {
  if (places.length === 0) return { statistic: 0, lambdas: [], pValue: 1 }
  const statistic = h * places.reduce((sum, { F, G }, at) => sum + (F - G) ** 2 * (weights[at] as number), 0)
  const largest = Math.max(...weights)
  if (!(Number.isFinite(statistic) && Number.isFinite(largest))) return { statistic: Number.NaN, lambdas: [], pValue: Number.NaN }
  // Scaled, so that inverse weights of any unit of a column stay numbers.
  const lambdas = inverseEigenvalues(
    places,
    weights.map(weight => Math.max(weight / largest, negligible)),
  ).map(eigenvalue => largest / eigenvalue)
  return { statistic, lambdas, pValue: Math.max(1e-90, weightedChiSquareUpperTail(lambdas, statistic)) }
}

function inverseEigenvalues(places: readonly Place[], weights: readonly number[]): number[] {
  const masses = [...places.map(({ mass }) => mass), 1 - (places.at(-1) as Place).H]
  const inverse = (at: number): number => 1 / (masses[at] as number)
  const diagonal = weights.map((weight, at) => (inverse(at) + inverse(at + 1)) / weight)
  const beside = weights.slice(1).map((weight, at) => -inverse(at + 1) / Math.sqrt(weight * (weights[at] as number)))
  return Array.from(tridiagonalEigenvalues(diagonal, beside))
}
