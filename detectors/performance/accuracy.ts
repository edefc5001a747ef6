import { defineDetector, noSettings, type ScoresSummary } from '../../contract/index.ts'
import { effectiveScale } from '../calibration/effective.ts'
import { decideRate } from '../calibration/rate.ts'
import { measured } from '../cells/measured.ts'
import { coverage, labelledSizes } from '../labels/labelled.ts'
import { sameRate, wilson } from '../math/proportion.ts'

/** [weight of right decisions, Σw, Σw²]. */
const tally = ({ confusion: [tp, , , tn], weight, weight2 }: ScoresSummary): Float64Array => Float64Array.of(tp + tn, weight, weight2)

/** Right decisions among rows, scaled to the effective number of rows. */
function effective([right = 0, weight = 0, weight2 = 0]: Float64Array): { readonly hits: number; readonly rows: number } {
  const scale = effectiveScale(weight, weight2)
  return { hits: right * scale, rows: weight * scale }
}

/**
 * Share of the labelled rows that were decided rightly.
 *
 *   accuracy = (TP + TN) ÷ labelled rows
 *
 * Decisions are those sent. A rise is news as well as a fall: it may mean that labels follow the decisions.
 * Unit: share of labelled rows, 0 to 1. Interval: Wilson. p: equal rates (score test, or Fisher's where few are expected).
 * Source: Wilson (1927), Probable inference, Journal of the American Statistical Association 22.
 */
export default defineDetector({
  name: 'performance/accuracy',
  summary: 'Share of labelled rows that were decided rightly',
  reads: ['scores'],
  roles: [],
  unit: 'share',
  wording: { metric: 'accuracy' },
  settings: noSettings,
  read(baseline, window) {
    const sizes = labelledSizes(baseline, window)
    const [before, after] = [effective(tally(baseline)), effective(tally(window))]
    if (after.rows === 0) return measured(sizes, {})
    const pValue = before.rows > 0 ? sameRate(Math.round(after.hits), Math.round(after.rows), Math.round(before.hits), Math.round(before.rows)) : null
    return measured(sizes, { value: after.hits / after.rows, ...wilson(after.hits, after.rows), pValue, notes: coverage(window) })
  },
  deciding: {
    frame: () => null,
    tally: (_, window) => tally(window),
    decide(_, reference, window, floorFactor) {
      const [before, after] = [effective(reference), effective(window)]
      return decideRate({ ...after, baselineHits: before.hits, baselineRows: before.rows }, { twoSided: true, floorFactor, matters: () => 0.005 })
    },
    matters: () => 0.005,
    limit: () => 0.03,
    exact: true,
    group: 'performance',
  },
})
