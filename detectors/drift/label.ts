import { defineDetector, noSettings, type ScoresSummary } from '../../contract/index.ts'
import { effectiveScale } from '../calibration/effective.ts'
import { shareMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { pearson } from '../cells/pearson.ts'
import { coverage, labelledSizes } from '../labels/labelled.ts'
import { chiSquareUpperTail } from '../math/chi-square.ts'
import { newcombe } from '../math/proportion.ts'
import { totalOf } from '../summaries/cells.ts'

/** Positive and negative rows, as if the effective number of rows had weight 1. */
function classesOf({ positives, negatives, weight, weight2 }: ScoresSummary): Float64Array {
  const scale = effectiveScale(weight, weight2)
  return Float64Array.of(totalOf(positives) * scale, totalOf(negatives) * scale)
}

/**
 * Move of the share of positive labels.
 *
 *   label = positives/n − positives₀/N of labelled rows
 *
 * p by Pearson's chi-square. A note says how many rows have a label: where labels do not come at random, the share of those that have come is not
 * that of all. Unit: share, signed. Shown, does not decide.
 * Source: Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine 17.
 */
export default defineDetector({
  name: 'drift/label',
  summary: 'Move of the share of positive labels',
  reads: ['scores'],
  roles: [],
  unit: 'share',
  settings: noSettings,
  read(baseline, window) {
    const sizes = labelledSizes(baseline, window)
    const [before, after] = [classesOf(baseline), classesOf(window)]
    const [N, n] = [totalOf(before), totalOf(after)]
    if (N === 0 || n === 0) return measured(sizes, { notes: coverage(window) })
    const [y, x] = [before[0] ?? 0, after[0] ?? 0]
    const { statistic, df } = pearson({ baseline: before, window: after, ordered: true })
    const pValue = df < 1 || !Number.isFinite(statistic) ? 1 : Math.max(1e-300, chiSquareUpperTail(statistic, df))
    return measured(sizes, { value: x / n - y / N, ...newcombe(x, n, y, N), pValue, notes: coverage(window) })
  },
  floor: () => shareMatters,
})
