import { totalOf } from '../summaries/cells.ts'
import type { Divergence } from './divergence.ts'

const half = 0.5

/** PSI = Σ (p̃ − q̃) ln(p̃ / q̃) with half a row added to each cell, p̃ = (c + ½)/(N + k/2). */
export const psi: Divergence = {
  kappa: 1,
  added: half,
  distance({ baseline, window }) {
    const [N, n] = [baseline, window].map(side => totalOf(side) + half * side.length) as [number, number]
    return baseline.reduce((sum, count, cell) => {
      const [p, q] = [(count + half) / N, ((window[cell] ?? 0) + half) / n]
      return sum + (p - q) * Math.log(p / q)
    }, 0)
  },
  slopes(p, q) {
    const log = Math.log(p / q)
    return [Math.sqrt(p) * (log + 1 - q / p), Math.sqrt(q) * (1 - p / q - log)]
  },
}
