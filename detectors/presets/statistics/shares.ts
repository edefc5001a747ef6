import type { CellPair } from '../../cells/column-cells.ts'
import { distanceOf } from '../../cells/divergence.ts'
import { jensenShannon } from '../../cells/jensen-shannon.ts'
import { totalOf } from '../../summaries/cells.ts'

/** Jensen–Shannon distance of counts, the root, in nats. */
export const jensenShannonNats = (pair: CellPair): number => Math.sqrt(distanceOf(jensenShannon, pair))
/** The same to the base 2: 0 to 1. */
export const jensenShannonBits = (pair: CellPair): number => Math.sqrt(distanceOf(jensenShannon, pair) / Math.LN2)

export const sharesOf = (counts: Float64Array): Float64Array => counts.map(count => count / totalOf(counts))

/** √(1 − Σ √(p q)) by way of ½ Σ (√p − √q)², which keeps its digits near 0. */
export function hellinger({ baseline, window }: CellPair): number {
  const [p, q] = [sharesOf(baseline), sharesOf(window)]
  return Math.sqrt(p.reduce((sum, share, at) => sum + (Math.sqrt(share) - Math.sqrt(q[at] as number)) ** 2, 0) / 2)
}

/** PSI = Σ (p − q) ln(p/q), of shares whose zeros the caller has replaced. */
export const stabilityIndex = (p: Float64Array, q: Float64Array): number =>
  p.reduce((sum, share, at) => sum + (share - (q[at] as number)) * Math.log(share / (q[at] as number)), 0)

/** KL(p ‖ q) in nats as SciPy's `entropy` has it: both sides are divided by their sum, 0 · ln 0 = 0, ∞ where only q is 0. */
export function relativeEntropy(p: Float64Array, q: Float64Array): number {
  const [P, Q] = [totalOf(p), totalOf(q)]
  return p.reduce((sum, share, at) => sum + (share > 0 ? (share / P) * Math.log(share / P / ((q[at] as number) / Q)) : 0), 0)
}

/** Largest difference of two shares. */
export function largestDifference({ baseline, window }: CellPair): number {
  const [p, q] = [sharesOf(baseline), sharesOf(window)]
  return p.reduce((most, share, at) => Math.max(most, Math.abs(share - (q[at] as number))), 0)
}
