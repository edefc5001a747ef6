import { defineDetector } from '../../contract/index.ts'
import { cellSettings } from '../cells/cell-setting.ts'
import { cellPair } from '../cells/column-cells.ts'
import { distributionMatters } from '../cells/matters.ts'
import { around, measured } from '../cells/measured.ts'
import { cramersV, pearson } from '../cells/pearson.ts'
import { pooled } from '../cells/pooled.ts'
import { sizesOf } from '../cells/present.ts'
import { chiSquareUpperTail } from '../math/chi-square.ts'
import { noncentralityInterval } from '../math/noncentral-chi-square.ts'
import { totalOf } from '../summaries/cells.ts'

/**
 * Strength of the link between a column's cells and the side they come from: Cramér's V without its bias.
 *
 *   X² = h Σ (p − q)²/m,  φ² = max(0, X²/(N+n) − (k−1)/(N+n−1)),  V = √(φ² / min(k̃ − 1, r̃ − 1))
 *
 * Both sides are samples; tools that take the baseline's shares as exact over-reject. Cells that expect fewer than 5 rows are pooled.
 * Unit: 1, between 0 and 1. Shown, does not decide.
 * Source: Bergsma (2013), A bias-correction for Cramér's V and Tschuprow's T, Journal of the Korean Statistical Society 42.
 */
export default defineDetector({
  name: 'drift/chi2',
  summary: "Pearson's chi-square over quantile cells or values of the baseline, as Cramér's V",
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output', 'segment'],
  unit: '1',
  settings: cellSettings,
  read(baseline, window, { cells }) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const pair = pooled(cellPair(baseline, window, cells))
    const { statistic, df } = pearson(pair)
    if (df < 1) return measured(sizes, { value: 0, low: 0, high: 0, pValue: 1 })
    const rows = totalOf(pair.baseline) + totalOf(pair.window)
    const { low, high } = noncentralityInterval(statistic, df, 0.05)
    // A noncentrality is what X² exceeds its mean by; V corrects by that mean.
    const [value, ...ends] = [statistic, low + (df * rows) / (rows - 1), high + (df * rows) / (rows - 1)].map(X2 => cramersV(X2, df, rows) ?? Number.NaN)
    return measured(sizes, { ...around(value as number, ...(ends as [number, number])), pValue: chiSquareUpperTail(statistic, df) })
  },
  floor: ({ nEff, baselineN }) => (distributionMatters * Math.sqrt(nEff * baselineN)) / (nEff + baselineN),
})
