import { z95 } from '../math/normal.ts'
import { totalOf } from '../summaries/cells.ts'

/** Area under the ROC curve of scores in cells, with DeLong's variance. */
export interface Area {
  readonly value: number
  readonly variance: number
  /** Half of what the order inside the cells could change. */
  readonly band: number
}

/**
 * AUC = Σ_b n₀b (Σ_{b′>b} n₁b′ + ½ n₁b) / (n₁ n₀), DeLong: V = S₁₀/n₁ + S₀₁/n₀ from placements. Exact for the scores as they are cut.
 * Source: DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44.
 *
 * @param positives, negatives  weights of both classes by ascending score cell
 * @returns null when a class is absent
 */
export function areaOf(positives: Float64Array, negatives: Float64Array): Area | null {
  const [n1, n0] = [totalOf(positives), totalOf(negatives)]
  if (!(n1 > 0 && n0 > 0)) return null
  let [area, positive2, negative2, ties, below0, below1] = [0, 0, 0, 0, 0, 0]
  for (let cell = 0; cell < positives.length; cell++) {
    const [one, zero] = [positives[cell] ?? 0, negatives[cell] ?? 0]
    // Placements: which share of the other class a row of this cell outranks, or is outranked by.
    const ofPositive = (below0 + zero / 2) / n0
    const ofNegative = (n1 - below1 - one / 2) / n1
    area += (one * ofPositive) / n1
    positive2 += (one * ofPositive ** 2) / n1
    negative2 += (zero * ofNegative ** 2) / n0
    ties += (one * zero) / (n1 * n0)
    below0 += zero
    below1 += one
  }
  const part = (square: number, n: number) => (n > 1 ? Math.max(0, square - area ** 2) / (n - 1) : 0)
  return { value: area, variance: part(positive2, n1) + part(negative2, n0), band: ties / 2 }
}

/** Variance of Hanley and McNeil, for an area whose placements are all equal; the area is kept off its ends. */
export function hanleyMcNeil(area: number, n1: number, n0: number): number {
  const edge = 1 / (2 * n1 * n0)
  const a = Math.min(1 - edge, Math.max(edge, area))
  const [q1, q2] = [a / (2 - a), (2 * a * a) / (1 + a)]
  return (a * (1 - a) + (n1 - 1) * (q1 - a * a) + (n0 - 1) * (q2 - a * a)) / (n1 * n0)
}

/** 95 % interval on the logit scale, which respects 0 and 1. */
export function areaInterval(area: number, variance: number, edge: number): { readonly low: number; readonly high: number } {
  const inside = Math.min(1 - edge, Math.max(edge, area))
  const reach = (z95 * Math.sqrt(variance)) / (inside * (1 - inside))
  const at = (shift: number) => 1 / (1 + ((1 - inside) / inside) * Math.exp(-shift))
  return { low: Math.min(area, at(-reach)), high: Math.max(area, at(reach)) }
}
