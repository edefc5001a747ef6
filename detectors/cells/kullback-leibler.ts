import { totalOf } from '../summaries/cells.ts'
import type { Divergence } from './divergence.ts'

const half = 0.5
const smooth = (share: number, rows: number, cells: number): number => (share * rows + half) / (rows + half * cells)

/** Σ q̃ ln(q̃ / p̃), smoothed as PSI. */
export const kullbackLeibler: Divergence = {
  kappa: 1 / 2,
  distance({ baseline, window }) {
    const [N, n, k] = [totalOf(baseline), totalOf(window), baseline.length]
    return baseline.reduce((sum, count, cell) => {
      const [p, q] = [smooth(count / N, N, k), smooth((window[cell] ?? 0) / n, n, k)]
      return sum + q * Math.log(q / p)
    }, 0)
  },
  slopes(p, q, total) {
    const [before, after] = [smooth(p, total.baseline, total.cells), smooth(q, total.window, total.cells)]
    return [-after / before, Math.log(after / before) + 1]
  },
}
