import { type Deciding, defineDetector, noSettings } from '../../contract/index.ts'
import { decideCounts } from '../calibration/counts.ts'
import { type ColumnFrame, cellPair, columnFrame, columnTally, decidingCells } from '../cells/column-cells.ts'
import { around, measured } from '../cells/measured.ts'
import { pairSize, pooled } from '../cells/pooled.ts'
import { sizesOf } from '../cells/present.ts'
import { williamsG } from '../cells/williams.ts'
import { chiSquareUpperTail } from '../math/chi-square.ts'
import { noncentralityInterval } from '../math/noncentral-chi-square.ts'

const deciding: Deciding<'numeric' | 'category', ColumnFrame> = {
  frame: baseline => columnFrame(baseline),
  tally: columnTally,
  decide: (_, reference, window) => decideCounts(reference, window, 'ignored'),
  matters: () => 0.05,
  limit: () => 0.25,
  exact: false,
  group: 'columns',
}

/**
 * How far the shares of a column's cells have moved: the norm w of the change.
 *
 *   w = √(G / W · (1/n + 1/N)),  G = 2 Σ O ln(O/E) over cells × {baseline, window},  W = Williams' factor
 *
 * Numbers are cut into 16 cells of equal weight of the baseline, ties merged; categories by the baseline's values and one cell for all others;
 * missing is not a cell. Decides: the G-test is right far into the tail where JS, PSI and Pearson's X² are not.
 * Unit: norm; 0.05 is a Jensen–Shannon distance of 0.022 or a PSI of 0.0025.
 * Source: Williams (1976), Improved likelihood ratio tests for complete contingency tables, Biometrika 63.
 */
export default defineDetector({
  name: 'drift/gtest',
  summary: 'Change of a distribution: norm of the G-test over cells of the baseline',
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output', 'segment'],
  unit: '1',
  wording: { happened: 'distribution moved' },
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const pair = pooled(cellPair(baseline, window, decidingCells))
    const { G, df, factor } = williamsG(pair)
    if (df < 1) return measured(sizes, { value: 0, low: 0, high: 0, pValue: 1 })
    const unit = 1 / pairSize(pair)
    const { low, high } = noncentralityInterval(G / factor, df, 0.05)
    return measured(sizes, {
      ...around(Math.sqrt((G / factor) * unit), Math.sqrt(low * unit), Math.sqrt(high * unit)),
      pValue: chiSquareUpperTail(G / factor, df),
    })
  },
  deciding,
})
