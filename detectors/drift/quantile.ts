import { Type } from 'typebox'
import { defineDetector } from '../../contract/index.ts'
import { unsayable } from '../cells/infinite.ts'
import { levelMoves } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { momentsOf } from '../cells/moments.ts'
import { moodP, quantileWithin } from '../cells/order-statistics.ts'
import { sizesOf } from '../cells/present.ts'
import { finiteCells, quantileOf } from '../summaries/cells.ts'

/**
 * Move of a quantile, the median if nothing else is set, in interquartile ranges of the baseline.
 *
 *   quantile = (Q(share) − Q₀(share)) ÷ (Q₀(¾) − Q₀(¼))
 *
 * Quantiles are observed values, never interpolated. The interval joins the 95 % intervals of both by their ranks; p is Mood's: are as many rows
 * of both sides at or below the quantile of both together? Null where half of the baseline is one value, and where only one side holds an infinity.
 * Unit: interquartile ranges of the baseline, signed. Shown, does not decide.
 * Source: Mood (1950), Introduction to the Theory of Statistics, 16.
 */
export default defineDetector({
  name: 'drift/quantile',
  summary: 'Move of the median or another quantile of a number, in interquartile ranges of the baseline',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'iqr',
  settings: Type.Object(
    { share: Type.Number({ default: 0.5, minimum: 0.01, maximum: 0.99, description: 'Share of the rows below the quantile; 0.5 is the median' }) },
    { additionalProperties: false },
  ),
  read(baseline, window, { share }) {
    const nothing = unsayable(baseline, window)
    if (nothing) return nothing
    const sizes = sizesOf(baseline, window)
    const [before, after] = [finiteCells(baseline.cells), finiteCells(window.cells)]
    const pair = { N: momentsOf(baseline).n, n: momentsOf(window).n }
    const unit = quantileOf(before, 0.75) - quantileOf(before, 0.25)
    if (!(unit > 0)) return measured(sizes, { notes: ['constant-baseline'] })
    const [reference, current] = [quantileWithin(before, pair.N, share), quantileWithin(after, pair.n, share)]
    const value = current.value - reference.value
    return measured(sizes, {
      value: value / unit,
      low: (value - Math.hypot(current.value - current.low, reference.high - reference.value)) / unit,
      high: (value + Math.hypot(current.high - current.value, reference.value - reference.low)) / unit,
      pValue: moodP([before, after], pair, share),
      resolution: (baseline.cells.resolution + window.cells.resolution) / 2 / unit,
    })
  },
  floor: () => levelMoves.quartiles,
})
