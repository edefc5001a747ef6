import { totalOf } from '../summaries/cells.ts'
import type { Divergence } from './divergence.ts'

const part = (share: number, middle: number): number => (share > 0 ? (share / 2) * Math.log(share / middle) : 0)
const slope = (share: number, middle: number): number => (share > 0 ? (Math.sqrt(share) * Math.log(share / middle)) / 2 : 0)

/** JSD = ½ KL(p‖m) + ½ KL(q‖m) in nats, m = (p + q)/2, without smoothing. */
export const jensenShannon: Divergence = {
  kappa: 1 / 8,
  added: 0,
  distance({ baseline, window }) {
    const [N, n] = [totalOf(baseline), totalOf(window)]
    return baseline.reduce((sum, count, cell) => {
      const [p, q] = [count / N, (window[cell] ?? 0) / n]
      return sum + part(p, (p + q) / 2) + part(q, (p + q) / 2)
    }, 0)
  },
  slopes: (p, q) => [slope(p, (p + q) / 2), slope(q, (p + q) / 2)],
}
