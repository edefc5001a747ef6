import { defineDetector } from '../../contract/index.ts'
import { cellSettings } from '../cells/cell-setting.ts'
import { jensenShannon } from '../cells/jensen-shannon.ts'
import { showDivergence } from '../cells/show-divergence.ts'

/**
 * Jensen–Shannon distance to the base 2: how far the shares of a column's cells have moved.
 *
 *   js = √(JSD / ln 2),  JSD = ½ KL(p‖m) + ½ KL(q‖m),  m = (p + q)/2
 *
 * 0 for equal shares, 1 for shares without a common cell. Other tools leave out the root, or take the natural logarithm.
 * Unit: 1, between 0 and 1. Shown, does not decide; its threshold is that of `drift/gtest` ÷ √(8 ln 2).
 * Source: Lin (1991), Divergence measures based on the Shannon entropy, IEEE Transactions on Information Theory 37.
 */
export default defineDetector({
  name: 'drift/js',
  summary: 'Jensen–Shannon distance over quantile cells or values of the baseline',
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output', 'segment'],
  unit: '1',
  settings: cellSettings,
  read: showDivergence(jensenShannon, distance => Math.min(1, Math.sqrt(distance / Math.LN2))),
  converted: threshold => threshold / Math.sqrt(8 * Math.LN2),
})
