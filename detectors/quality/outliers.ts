import { defineDetector, type NumericSummary } from '../../contract/index.ts'
import { presentRows } from '../cells/present.ts'
import { learnedFrom, measureRate } from '../rates/learned-rate.ts'
import { limitSettings } from '../rates/limit-setting.ts'
import { beyond, type Range } from '../rates/outside.ts'
import { rateDeciding } from '../rates/rate-deciding.ts'
import { finiteCells, quantileOf } from '../summaries/cells.ts'

/** Quartile distances between a quartile and its fence. */
const reach = 1.5
/** Where the quartiles are one value. */
const tail = 0.005

/** Tukey's fences of a column: observed quantiles, never interpolated. */
function fencesOf(baseline: NumericSummary): Range {
  const cells = finiteCells(baseline.cells)
  if (cells.values.length === 0) return { low: null, high: null }
  const [first, third] = [quantileOf(cells, 0.25), quantileOf(cells, 0.75)]
  const distance = third - first
  if (distance === 0) return { low: quantileOf(cells, tail), high: quantileOf(cells, 1 - tail) }
  return { low: finite(first - reach * distance), high: finite(third + reach * distance) }
}

/** Quartiles at the ends of what numbers can be have no fence beyond them. */
const finite = (fence: number): number | null => (Number.isFinite(fence) ? fence : null)

/**
 * Share of the values outside the fences of the baseline.
 *
 *   outliers = values outside [Q₁ − 1.5 (Q₃ − Q₁), Q₃ + 1.5 (Q₃ − Q₁)] ÷ values
 *
 * Held against the share that the baseline itself has outside (0.7 % only for a normal law). Equal quartiles: fences at the 0.5 % and 99.5 %
 * quantiles. A fence itself is inside, the infinities are outside. On grid cells a lower bound, on both sides alike.
 * Unit: share of values, 0 to 1.
 * Source: Tukey (1977), Exploratory data analysis.
 */
export default defineDetector({
  name: 'quality/outliers',
  summary: 'Share of values outside the fences of the baseline',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'share',
  wording: { happened: 'outliers' },
  settings: limitSettings('values outside the fences'),
  read(baseline, window, { limit }) {
    const fences = fencesOf(baseline)
    const baselineN = presentRows(baseline)
    const counts = { hits: beyond(fences, window), rows: presentRows(window), baselineN, limit }
    return measureRate(counts, learnedFrom(beyond(fences, baseline), baselineN))
  },
  deciding: rateDeciding<'numeric', Range>({ frame: fencesOf, hits: beyond, rows: presentRows, exact: false }),
})
