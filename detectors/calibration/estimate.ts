import type { Decision, ShownMetric } from '../../contract/index.ts'
import { nothing } from './counts.ts'
import { decideEffect } from './scores.ts'

/** Rows, Σx and Σx² of a derived column (a row's loss). */
export interface Sums {
  readonly n: number
  readonly sum: number
  readonly sum2: number
}

/**
 * Has the mean of a derived column moved, in standard deviations of the reference's rows?
 *
 * @param range  ends of what the mean can be
 * @returns `value` is the signed effect, null when the reference has one value only; shown is the mean itself
 */
export function decideMoments(reference: Sums, window: Sums, range: ShownMetric['range'] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]): Decision {
  const mean = reference.sum / reference.n
  const variance = reference.sum2 / reference.n - mean * mean
  // Below rounding error of the two sums there is no variance to divide by.
  const deviation = variance > 1e-12 * (reference.sum2 / reference.n) ? Math.sqrt(variance) : Number.NaN
  const value = window.sum / window.n
  const decision = decideEffect((value - mean) / deviation, reference.n, window.n)
  return decision.value === null ? decision : { ...decision, shown: { value, reference: mean, perUnit: deviation, scale: 'linear', range } }
}

/** A number with the variance of its error, from `n` rows. */
export interface Estimate {
  readonly value: number
  readonly variance: number
  readonly n: number
}

const anyNumber = { scale: 'linear', range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } as const

/**
 * Have two estimates (AUC by DeLong, differences of rates) moved apart? T = (x − x0)² / (var + var0), nu 1, in the
 * estimate's own unit: √(T·v) = |x − x0|.
 *
 * @param shown  what the estimates are estimates of: a metric, or its logarithm
 * @returns `value` is x − x0; null when there is no variance to judge it by
 */
export function decideEstimates(reference: Estimate, window: Estimate, shown: Pick<ShownMetric, 'scale' | 'range'> = anyNumber): Decision {
  if (reference.n === 0 || window.n === 0) return nothing
  const said = { nu: 1, n: window.n, baselineN: reference.n }
  const v = reference.variance + window.variance
  const difference = window.value - reference.value
  if (!(v > 0 && Number.isFinite(difference))) return { ...said, T: 0, v: 0, value: null }
  const metricOf = ({ value }: Estimate): number => (shown.scale === 'log' ? Math.exp(value) : value)
  return { ...said, T: difference ** 2 / v, v, value: difference, shown: { ...shown, value: metricOf(window), reference: metricOf(reference), perUnit: 1 } }
}
