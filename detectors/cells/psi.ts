import { totalOf } from '../summaries/cells.ts'
import type { Divergence } from './divergence.ts'

const half = 0.5

/** PSI = Σ (p̃ − q̃) ln(p̃ / q̃) with half a row added to each cell, p̃ = (c + ½)/(N + k/2). */
export const psi: Divergence = {
  kappa: 1,
  distance({ baseline, window }) {
    const [N, n] = [baseline, window].map(side => totalOf(side) + half * side.length) as [number, number]
    return baseline.reduce((sum, count, cell) => {
      const [p, q] = [(count + half) / N, ((window[cell] ?? 0) + half) / n]
      return sum + (p - q) * Math.log(p / q)
    }, 0)
  },
  slopes(p, q, total) {
    const [before, after] = [smooth(p, total.baseline, total.cells), smooth(q, total.window, total.cells)]
    const log = Math.log(before / after)
    return [log + 1 - after / before, 1 - before / after - log]
  },
}

const smooth = (share: number, rows: number, cells: number): number => (share * rows + half) / (rows + half * cells)
