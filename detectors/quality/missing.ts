import { defineDetector } from '../../contract/index.ts'
import type { ColumnSummary } from '../cells/present.ts'
import { learnedFrom, measureRate } from '../rates/learned-rate.ts'
import { limitSettings } from '../rates/limit-setting.ts'
import { rateDeciding } from '../rates/rate-deciding.ts'

/** Rows without a value: null, absent or NaN. A value of the wrong type is not missing, nor is an empty text. */
const missing = (summary: ColumnSummary): number => (summary.kind === 'numeric' ? summary.nulls + ownNans(summary) : summary.nulls)

const ownNans = ({ nans, nulls, bad }: Extract<ColumnSummary, { kind: 'numeric' }>): number => nans - nulls - bad

/**
 * Share of rows in which a column has no value.
 *
 *   missing = (nulls + NaN) ÷ rows
 *
 * Unit: share of rows, 0 to 1. One null in a window of n after none in N rows has p ≈ ½·n/(N+n): no alarm.
 * Source: beta-binomial predictive law, Gelman et al., Bayesian Data Analysis (2013), ch. 2.
 */
export default defineDetector({
  name: 'quality/missing',
  summary: 'Share of rows without a value',
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output', 'segment', 'context'],
  anyContent: true,
  unit: 'share',
  wording: { happened: 'missing' },
  settings: limitSettings('rows without a value'),
  read: (baseline, window, { limit }) =>
    measureRate({ hits: missing(window), rows: window.n, baselineN: baseline.n, limit }, learnedFrom(missing(baseline), baseline.n)),
  deciding: rateDeciding<'numeric' | 'category', null>({ frame: () => null, hits: (_, summary) => missing(summary), rows: summary => summary.n, exact: true }),
})
