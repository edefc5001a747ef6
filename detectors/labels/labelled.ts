import type { Decision, Measure, ScoresSummary } from '../../contract/index.ts'
import { effectiveScale, effectiveSize } from '../calibration/effective.ts'
import { decideMoments, type Sums } from '../calibration/estimate.ts'
import { changeP } from '../cells/effect.ts'
import { measured } from '../cells/measured.ts'
import { studentUpperQuantile } from '../math/student.ts'

/** The sizes that every measure of labelled rows carries. */
export const labelledSizes = (baseline: ScoresSummary, window: ScoresSummary) => ({
  n: window.n,
  nEff: effectiveSize(window.weight, window.weight2),
  baselineN: baseline.n,
})

/** What share of the rows has a label, where it is not all of them. */
export const coverage = ({ n, rows }: ScoresSummary): string[] => (n < rows ? [`labels of ${n} of ${rows} rows`] : [])

/** A loss of a row, as its sums stand in a summary. */
export type Loss = 'logLoss' | 'brier'

/** [Σℓ, Σℓ², Σw, Σw²]: additive, and enough for the mean loss of weighted rows. */
export const lossTally = (loss: Loss) => (summary: ScoresSummary) => Float64Array.of(...summary[loss], summary.weight, summary.weight2)

/** Sums as if the effective number of rows had weight 1. */
function effectiveSums([sum = 0, sum2 = 0, weight = 0, weight2 = 0]: Float64Array): Sums {
  const scale = effectiveScale(weight, weight2)
  return { n: weight * scale, sum: sum * scale, sum2: sum2 * scale }
}

const largest = { logLoss: -Math.log(2 ** -52), brier: 1 } as const

export const decideLoss =
  (loss: Loss) =>
  (reference: Float64Array, window: Float64Array): Decision =>
    decideMoments(effectiveSums(reference), effectiveSums(window), [0, largest[loss]])

/** Mean loss with Student's interval; p of the change from the baseline. Null without labels. */
export const readLoss =
  (loss: Loss) =>
  (baseline: ScoresSummary, window: ScoresSummary): Measure => {
    const sizes = labelledSizes(baseline, window)
    if (window.n === 0) return measured(sizes, {})
    const { n, sum, sum2 } = effectiveSums(lossTally(loss)(window))
    const mean = sum / n
    // Rounding must not make a variance of equal losses.
    const variance = Math.max(0, sum2 / n - mean ** 2)
    const reach = n > 1 && variance > 1e-14 * mean ** 2 ? studentUpperQuantile(0.025, n - 1) * Math.sqrt(variance / (n - 1)) : 0
    const decision = decideLoss(loss)(lossTally(loss)(baseline), lossTally(loss)(window))
    return measured(sizes, { value: mean, ...(n > 1 ? { low: mean - reach, high: mean + reach } : {}), pValue: changeP(decision), notes: coverage(window) })
  }
