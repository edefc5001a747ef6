import { defineDetector } from '../../contract/index.ts'
import type { ColumnSummary } from '../cells/present.ts'
import { learnedFrom, measureRate } from '../rates/learned-rate.ts'
import { limitSettings } from '../rates/limit-setting.ts'
import { rateDeciding } from '../rates/rate-deciding.ts'

const given = (summary: ColumnSummary): number => summary.n - summary.nulls

/**
 * Share of the values that are not of the column's type, such as a text in a column of numbers.
 *
 *   type = wrong values ÷ values that are not null
 *
 * Unit: share of values, 0 to 1.
 * Source: beta-binomial predictive law, as `quality/missing`.
 */
export default defineDetector({
  name: 'quality/type',
  summary: 'Share of values of the wrong type',
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output', 'segment', 'context'],
  anyContent: true,
  unit: 'share',
  wording: { happened: 'of the wrong type' },
  settings: limitSettings('values of the wrong type'),
  read: (baseline, window, { limit }) =>
    measureRate({ hits: window.bad, rows: given(window), baselineN: given(baseline), limit }, learnedFrom(baseline.bad, given(baseline))),
  deciding: rateDeciding<'numeric' | 'category', null>({ frame: () => null, hits: (_, summary) => summary.bad, rows: given, exact: true }),
})
