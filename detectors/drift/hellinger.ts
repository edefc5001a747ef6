import { defineDetector } from '../../contract/index.ts'
import { cellSettings } from '../cells/cell-setting.ts'
import type { Divergence } from '../cells/divergence.ts'
import { showDivergence } from '../cells/show-divergence.ts'
import { totalOf } from '../summaries/cells.ts'

/** H² = 1 − Σ √(p q) = ½ Σ (√p − √q)²; the second form keeps its digits near 0. */
const squaredHellinger: Divergence = {
  kappa: 1 / 8,
  added: 0,
  distance({ baseline, window }) {
    const [total, current] = [totalOf(baseline), totalOf(window)]
    const squares = baseline.map((count, cell) => (Math.sqrt(count / total) - Math.sqrt((window[cell] ?? 0) / current)) ** 2)
    return totalOf(squares) / 2
  },
  slopes: (p, q) => [-Math.sqrt(q) / 2, -Math.sqrt(p) / 2],
}

/**
 * Hellinger distance: how far the square roots of the shares of a column's cells have moved.
 *
 *   H = √(1 − Σ √(p q))
 *
 * 0 for equal shares, 1 for shares without a common cell. Unit: 1. Shown, does not decide; its threshold is that of `drift/gtest` ÷ √8.
 * Source: Hellinger (1909), Neue Begründung der Theorie quadratischer Formen von unendlichvielen Veränderlichen, Crelle 136.
 */
export default defineDetector({
  name: 'drift/hellinger',
  summary: 'Hellinger distance over quantile cells or values of the baseline',
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output', 'segment'],
  unit: '1',
  settings: cellSettings,
  read: showDivergence(squaredHellinger, distance => Math.min(1, Math.sqrt(distance))),
  converted: threshold => threshold / Math.sqrt(8),
})
