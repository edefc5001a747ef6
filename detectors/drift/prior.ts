import { defineDetector, noSettings } from '../../contract/index.ts'
import { effectiveScale } from '../calibration/effective.ts'
import { shareMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { labelShift, shiftError } from '../labels/label-shift.ts'
import { labelledSizes } from '../labels/labelled.ts'
import { normal } from '../math/normal.ts'

const z95 = normal.upperQuantile(0.025)

/**
 * Move of the share of positives, from the model's decisions alone: black-box shift estimation.
 *
 *   prior = π̂ − π₀,  π̂ = (q − FPR)/(TPR − FPR),  q the share decided positive
 *
 * It holds where positives and negatives look as they did in the baseline and only their shares have moved. π̂ is kept in 0 to 1 with the note
 * `clipped`. Null where TPR − FPR is below 0.05, or the baseline lacks a class. Decisions of rows without a label count where they were counted
 * (`decidedPositive`); else those of labelled rows, and a note says so.
 * Unit: share, signed. Shown, does not decide.
 * Source: Lipton, Wang and Smola (2018), Detecting and correcting for label shift with black box predictors, ICML.
 */
export default defineDetector({
  name: 'drift/prior',
  summary: "Move of the share of positives as the model's decisions tell it, without labels",
  reads: ['scores'],
  roles: [],
  unit: 'share',
  settings: noSettings,
  read(baseline, window) {
    const labelled = labelledSizes(baseline, window)
    const ofAll = window.decidedPositive !== undefined
    const sizes = ofAll ? { ...labelled, n: window.rows, nEff: window.rows } : labelled
    const [tp, fp, fn, tn] = baseline.confusion.map(rows => rows * effectiveScale(baseline.weight, baseline.weight2)) as [number, number, number, number]
    const [positives, negatives] = [tp + fn, fp + tn]
    if (sizes.n === 0 || positives === 0 || negatives === 0) return measured(sizes, {})
    const q = window.decidedPositive ?? (window.confusion[0] + window.confusion[1]) / window.weight
    const error = shiftError({ tpr: tp / positives, fpr: fp / negatives, positives, negatives }, q, sizes.nEff)
    const found = labelShift(
      [
        [tp, fp],
        [fn, tn],
      ],
      [q, 1 - q],
    ) // prettier-ignore
    if (error === null || found === null) return measured(sizes, { notes: ['decisions say too little about the classes'] })
    const before = positives / (positives + negatives)
    const [value, raw] = [(found.prior[0] ?? 0) - before, ((found.weights[0] ?? 0) - 1) * before]
    const ends = [raw - z95 * error, raw + z95 * error].map(end => Math.max(-before, Math.min(1 - before, end)))
    const pValue = error > 0 ? Math.max(1e-300, Math.min(1, 2 * normal.upperTail(Math.abs(raw) / error))) : raw === 0 ? 1 : null
    const notes = [...(found.clipped ? ['clipped'] : []), ...(ofAll ? [] : ['decisions of labelled rows'])]
    return measured(sizes, { value, low: Math.min(value, ends[0] ?? value), high: Math.max(value, ends[1] ?? value), pValue, notes })
  },
  floor: () => shareMatters,
})
