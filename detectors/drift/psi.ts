import { defineDetector } from '../../contract/index.ts'
import { cellSettings } from '../cells/cell-setting.ts'
import { psi } from '../cells/psi.ts'
import { showDivergence } from '../cells/show-divergence.ts'

/**
 * Population stability index: how far the shares of a column's cells have moved.
 *
 *   psi = Σ (p̃ − q̃) ln(p̃ / q̃),  p̃ = (c + ½)/(N + k/2)
 *
 * Half a row added to each cell bounds it where a cell empties. With no change it is (k−1)(1/n + 1/N) on average, which is why a fixed 0.1 fires on small windows.
 * Unit: 1. Shown, does not decide; its threshold is about the square of that of `drift/gtest`.
 * Source: Siddiqi, Credit Risk Scorecards (2006), ch. 10; smoothing and null law: Yurdakul (2018).
 */
export default defineDetector({
  name: 'drift/psi',
  summary: 'Population stability index over quantile cells or values of the baseline',
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output', 'segment'],
  unit: '1',
  settings: cellSettings,
  read: showDivergence(psi, distance => distance),
  converted: threshold => threshold ** 2,
})
