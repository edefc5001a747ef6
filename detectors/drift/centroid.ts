import { defineDetector, type EmbeddingSummary, noSettings } from '../../contract/index.ts'
import { effectiveSize } from '../calibration/effective.ts'
import { measured } from '../cells/measured.ts'
import { centroidMove } from '../multivariate/centroid.ts'
import { totalOf } from '../summaries/cells.ts'

/** A move that a person cares about, as a cosine distance. */
const cosineMatters = 0.001

/** Usable vectors as effective rows. */
const usableSize = ({ norms, weight, weight2 }: EmbeddingSummary): number => {
  const usable = totalOf(norms.counts)
  return weight > 0 ? effectiveSize(usable, (weight2 * usable) / weight) : 0
}

/**
 * How far the centroid of a column of vectors has turned.
 *
 *   centroid = 1 − cos(x̄, μ₀)
 *
 * Vectors that cannot be used (another dimension, not finite) are left out. A note says the distance ‖x̄ − μ₀‖. p of that distance by
 * h·‖x̄ − μ₀‖² ~ Σ λ χ²₁ (saddlepoint, within 10 %); beyond 64 dimensions, where no covariance is kept, the largest that any could give. Null where a
 * centroid is zero.
 * Unit: cosine distance, 0 to 2. Shown, does not decide.
 * Source: Székely and Bakirov (2003), Extremal probabilities for Gaussian quadratic forms, Probability Theory and Related Fields 126.
 */
export default defineDetector({
  name: 'drift/centroid',
  summary: 'Cosine distance between the centroids of a column of vectors',
  reads: ['embedding'],
  roles: ['feature', 'output'],
  unit: '1',
  settings: noSettings,
  read(baseline, window) {
    const [N, n] = [totalOf(baseline.norms.counts), totalOf(window.norms.counts)]
    const sizes = {
      n: window.n - window.nulls - window.bad - window.wrongDimension - window.nonFinite,
      nEff: usableSize(window),
      baselineN: usableSize(baseline),
    }
    if (N === 0 || n === 0 || baseline.dimension !== window.dimension) return measured(sizes, {})
    const scaled = { N: sizes.baselineN, n: sizes.nEff }
    // Sums are of weights: at the effective size they stand for as many rows of weight 1.
    const rows = (side: EmbeddingSummary, weight: number, size: number) => ({
      ...side,
      sums: side.sums.map(sum => (sum * size) / weight),
      products: side.products.map(sum => (sum * size) / weight),
    })
    const move = centroidMove(rows(baseline, N, scaled.N), rows(window, n, scaled.n), scaled)
    return measured(sizes, { value: move.cosineDistance, pValue: move.pValue, notes: [`distance ${move.distance.toPrecision(4)}`] })
  },
  floor: () => cosineMatters,
})
