import type { EmbeddingSummary } from '../../contract/index.ts'
import { chiSquareUpperTail } from '../math/chi-square.ts'
import { symmetricEigenvalues } from '../math/matrix.ts'
import { weightedChiSquareUpperTail } from '../math/weighted-chi-square.ts'
import { clipped } from './sizes.ts'

type Sums = Pick<EmbeddingSummary, 'dimension' | 'sums' | 'products' | 'diagonal'>

const meanOf = ({ sums }: Sums, weight: number): Float64Array => sums.map(sum => sum / weight)

/** Covariance of the vectors, a full square; of many dimensions the variances alone. */
function covarianceOf(side: Sums, weight: number): Float64Array {
  const { dimension, products, diagonal } = side
  const mean = meanOf(side, weight)
  const lost = weight > 1 ? weight / (weight - 1) : 0
  const covariance = (at: number, i: number, j: number) => lost * ((products[at] ?? 0) / weight - (mean[i] ?? 0) * (mean[j] ?? 0))
  if (diagonal) return mean.map((_, at) => Math.max(0, covariance(at, at, at)))
  const square = new Float64Array(dimension * dimension)
  let at = 0
  for (let i = 0; i < dimension; i++) {
    for (let j = i; j < dimension; j++) {
      square[i * dimension + j] = covariance(at++, i, j)
      square[j * dimension + i] = square[i * dimension + j] as number
    }
  }
  return square
}

export interface CentroidMove {
  readonly distance: number
  /** 1 − cosine; null where a centroid is 0. */
  readonly cosineDistance: number | null
  /** h · distance². */
  readonly statistic: number
  readonly pValue: number | null
  /** Σ of the variances of the baseline: the mean square distance of its vectors from their centroid. */
  readonly trace: number
}

/**
 * Distance of two centroids, with h·‖x̄ − μ₀‖² ~ Σ λ χ²₁, λ the eigenvalues of the baseline's covariance. Where only variances are known: the law of
 * one direction that holds all of them, which no other exceeds at p below 0.21.
 *
 * Source: Székely and Bakirov (2003), Extremal probabilities for Gaussian quadratic forms, Probability Theory and Related Fields 126.
 *
 * @param sizes  weight of the usable vectors of both sides
 */
export function centroidMove(baseline: Sums, window: Sums, sizes: { readonly N: number; readonly n: number }): CentroidMove {
  const [before, after] = [meanOf(baseline, sizes.N), meanOf(window, sizes.n)]
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0)
  const difference = after.map((x, at) => x - (before[at] ?? 0))
  const square = dot(difference, difference)
  const lengths = Math.sqrt(dot(before, before)) * Math.sqrt(dot(after, after))
  const statistic = ((sizes.N * sizes.n) / (sizes.N + sizes.n)) * square
  const covariance = covarianceOf(baseline, sizes.N)
  const spectrum = baseline.diagonal ? covariance : symmetricEigenvalues(covariance, baseline.dimension)
  const trace = spectrum.reduce((sum, value) => sum + Math.max(0, value), 0)
  const cosineDistance = lengths > 0 ? Math.max(0, 1 - dot(before, after) / lengths) : null
  return { distance: Math.sqrt(square), cosineDistance, statistic, trace, pValue: pOf(statistic, { spectrum, trace, diagonal: baseline.diagonal }) }
}

function pOf(statistic: number, law: { readonly spectrum: Float64Array; readonly trace: number; readonly diagonal: boolean }): number | null {
  if (!Number.isFinite(statistic) || !Number.isFinite(law.trace)) return null
  if (!(law.trace > 0)) return statistic > 0 ? null : 1
  return clipped(
    law.diagonal
      ? chiSquareUpperTail(statistic / law.trace, 1)
      : weightedChiSquareUpperTail(
          Array.from(law.spectrum).filter(value => value > 0),
          statistic,
        ),
  )
}
