import { defineDetector } from '../../contract/index.ts'
import { presentRows } from '../cells/present.ts'
import { endsLaw, measureRate } from '../rates/learned-rate.ts'
import { limitSettings } from '../rates/limit-setting.ts'
import { outside, type Range, rangeOf } from '../rates/outside.ts'
import { rateDeciding } from '../rates/rate-deciding.ts'

/** Both ends are learned. */
const ends = 2

/** The range, and the share of fresh values that it leaves out on average. */
interface LearnedRange extends Range {
  readonly expected: number
}

/**
 * Share of the values outside the smallest and largest value of the baseline.
 *
 *   range = values outside [min, max] ÷ values
 *
 * The ends are learned, so fresh values outside are to be expected: K ~ BetaBinomial(n, 2, N − 1) for a continuous column
 * (17 % of windows of 1,000 rows after 10,000). An end itself is inside; the infinities are outside. On grid cells a lower bound.
 * Unit: share of values, 0 to 1.
 * Source: Wilks (1942), Statistical prediction with special reference to the problem of tolerance limits.
 */
export default defineDetector({
  name: 'quality/range',
  summary: 'Share of values outside the range of the baseline',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output', 'context'],
  unit: 'share',
  wording: { happened: 'out of range' },
  settings: limitSettings('values outside the range'),
  read(baseline, window, { limit }) {
    const baselineN = presentRows(baseline)
    const counts = { hits: outside(rangeOf(baseline), window), rows: presentRows(window), baselineN, limit }
    return measureRate(counts, endsLaw(ends, baselineN))
  },
  // As many values as there are learned ends are expected outside in N fresh rows.
  deciding: rateDeciding<'numeric', LearnedRange>({
    frame: baseline => ({ ...rangeOf(baseline), expected: ends / Math.max(ends, presentRows(baseline)) }),
    hits: outside,
    rows: presentRows,
    exact: false,
    expected: ({ expected }) => expected,
  }),
})
