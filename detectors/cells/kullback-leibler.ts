import { totalOf } from '../summaries/cells.ts'
import type { Divergence } from './divergence.ts'

const half = 0.5
const smooth = (share: number, rows: number, cells: number): number => (share * rows + half) / (rows + half * cells)

/** Σ q̃ ln(q̃ / p̃), smoothed as PSI. */
export const kullbackLeibler: Divergence = {
  kappa: 1 / 2,
  added: half,
  distance({ baseline, window }) {
    const [N, n, k] = [totalOf(baseline), totalOf(window), baseline.length]
    return baseline.reduce((sum, count, cell) => {
      const [p, q] = [smooth(count / N, N, k), smooth((window[cell] ?? 0) / n, n, k)]
      return sum + q * Math.log(q / p)
    }, 0)
  },
  slopes: (p, q) => [-q / Math.sqrt(p), Math.sqrt(q) * (Math.log(q / p) + 1)],
}
