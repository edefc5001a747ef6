import { defineDetector, noSettings, type ScoresSummary } from '../../contract/index.ts'
import { effectiveScale, effectiveSize } from '../calibration/effective.ts'
import { shareMatters } from '../cells/matters.ts'
import { around, measured } from '../cells/measured.ts'
import { type Decider, labelShift, shiftError } from '../labels/label-shift.ts'
import { labelledSizes } from '../labels/labelled.ts'
import { normal, z95 } from '../math/normal.ts'

/** Decisions of all rows where they were counted, else of the labelled ones. */
function answersOf({ decidedPositive, rows, n, confusion, weight, weight2 }: ScoresSummary) {
  if (decidedPositive !== undefined) return { q: decidedPositive, n: rows, nEff: rows, notes: [] }
  return { q: (confusion[0] + confusion[1]) / weight, n, nEff: effectiveSize(weight, weight2), notes: ['decisions of labelled rows'] }
}

/** Null where a class is absent. */
function deciderOf({ confusion, weight, weight2 }: ScoresSummary): Decider | null {
  const [tp, fp, fn, tn] = confusion.map(rows => rows * effectiveScale(weight, weight2)) as [number, number, number, number]
  const [positives, negatives] = [tp + fn, fp + tn]
  return positives > 0 && negatives > 0 ? { tpr: tp / positives, fpr: fp / negatives, positives, negatives } : null
}

/** The move as it is shown, and before it was kept in 0 to 1. */
function shiftOf(decider: Decider, { q, nEff }: { readonly q: number; readonly nEff: number }) {
  const { tpr, fpr, positives, negatives } = decider
  const error = shiftError(decider, q, nEff)
  const byAnswer = [
    [tpr * positives, fpr * negatives],
    [(1 - tpr) * positives, (1 - fpr) * negatives],
  ]
  const found = labelShift(byAnswer, [q, 1 - q])
  if (error === null || found === null) return null
  const before = positives / (positives + negatives)
  const [share, weight] = [found.prior[0] ?? Number.NaN, found.weights[0] ?? Number.NaN]
  return { value: share - before, raw: (weight - 1) * before, error, before, clipped: found.clipped }
}

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
    const answered = answersOf(window)
    const sizes = { ...labelledSizes(baseline, window), n: answered.n, nEff: answered.nEff }
    const decider = deciderOf(baseline)
    if (answered.n === 0 || decider === null) return measured(sizes, {})
    const found = shiftOf(decider, answered)
    if (found === null) return measured(sizes, { notes: ['decisions say too little about the classes'] })
    const { value, raw, error, before, clipped } = found
    const end = (side: number) => Math.max(-before, Math.min(1 - before, raw + side * z95 * error))
    const pValue = error > 0 ? Math.max(1e-300, Math.min(1, 2 * normal.upperTail(Math.abs(raw) / error))) : null
    return measured(sizes, { ...around(value, end(-1), end(1)), pValue, notes: [...(clipped ? ['clipped'] : []), ...answered.notes] })
  },
  floor: () => shareMatters,
})
