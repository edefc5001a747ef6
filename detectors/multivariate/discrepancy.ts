import type { FeaturesSummary } from '../../contract/index.ts'
import { weightedChiSquareUpperTail } from '../math/weighted-chi-square.ts'
import { clipped, harmonic } from './sizes.ts'

export interface Discrepancy {
  /** ‖φ̄ − φ̄₀‖², which is above 0 for any two samples. */
  readonly biased: number
  readonly debiased: number
  readonly pValue: number
}

/**
 * MMD² of random Fourier features. Its bias is the trace of the covariance of φ over h, which the spectrum holds.
 *
 * Source: Gretton et al. (2012), A kernel two-sample test, JMLR 13.
 */
export function discrepancy(baseline: Pick<FeaturesSummary, 'n' | 'sums' | 'spectrum'>, window: Pick<FeaturesSummary, 'n' | 'sums'>): Discrepancy {
  const { spectrum } = baseline
  const h = harmonic(baseline.n, window.n)
  const biased = window.sums.reduce((sum, one, at) => sum + (one / window.n - (baseline.sums[at] ?? 0) / baseline.n) ** 2, 0)
  const trace = spectrum.reduce((sum, value) => sum + value, 0)
  // A number near the largest that there are has an angle without a cosine.
  if (!Number.isFinite(biased)) return { biased, debiased: Number.NaN, pValue: Number.NaN }
  return { biased, debiased: biased - trace / h, pValue: trace > 0 ? clipped(weightedChiSquareUpperTail(spectrum, h * biased)) : 1 }
}
