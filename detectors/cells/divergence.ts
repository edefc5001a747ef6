import { chiSquareUpperTail } from '../math/chi-square.ts'
import { noncentralityInterval } from '../math/noncentral-chi-square.ts'
import { totalOf } from '../summaries/cells.ts'
import type { CellPair } from './column-cells.ts'
import { pairSize } from './pooled.ts'

/**
 * A distance D between two sets of shares. With no change h·D / κ ~ chi-square(k − 1), h = N·n/(N+n): one recipe for all of
 * PSI (κ 1), JS in nats (κ ⅛), Hellinger² (κ ⅛), Σ(p−q)²/m (κ 1).
 */
export interface Divergence {
  readonly kappa: number
  distance(pair: CellPair): number
  /** Rows that the distance adds to each cell before it takes shares. */
  readonly added: number
  /** √p ∂D/∂p and √q ∂D/∂q of one cell, for a standard error; with the root because a slope alone may be endless at 0. */
  slopes(p: number, q: number): readonly [number, number]
}

export interface Diverged {
  readonly distance: number
  readonly T: number
  readonly df: number
  readonly pValue: number
  readonly low: number
  readonly high: number
}

/**
 * D with p and the 95 % interval of the true distance, by inverting the noncentral chi-square. D itself is biased upward by κ(k−1)/h, so it may
 * lie above its interval.
 */
export function diverge(divergence: Divergence, pair: CellPair): Diverged {
  const df = pair.baseline.length - 1
  const unit = divergence.kappa / pairSize(pair)
  const distance = distanceOf(divergence, pair)
  const T = distance / unit
  if (df < 1) return { distance, T, df, pValue: 1, low: 0, high: 0 }
  const { low, high } = noncentralityInterval(T, df, 0.05)
  return { distance, T, df, pValue: chiSquareUpperTail(T, df), low: low * unit, high: high * unit }
}

/** D of the cells as they are; rounding may leave a hair below 0, and one cell has none. */
export const distanceOf = (divergence: Divergence, pair: CellPair): number => (pair.baseline.length < 2 ? 0 : Math.max(0, divergence.distance(pair)))

/** √(Var_p(a)/N + Var_q(b)/n), a and b the slopes of D in the shares, which are those that D itself takes. */
export function standardError(divergence: Divergence, { baseline, window }: CellPair): number {
  const [N, n] = [totalOf(baseline), totalOf(window)]
  const share = (rows: number, total: number): number => (rows + divergence.added) / (total + divergence.added * baseline.length)
  const sums = { a: 0, a2: 0, b: 0, b2: 0 }
  for (let cell = 0; cell < baseline.length; cell++) {
    const [p, q] = [share(baseline[cell] ?? 0, N), share(window[cell] ?? 0, n)]
    const [a, b] = divergence.slopes(p, q)
    sums.a += Math.sqrt(p) * a
    sums.a2 += a * a
    sums.b += Math.sqrt(q) * b
    sums.b2 += b * b
  }
  return Math.sqrt(Math.max(0, sums.a2 - sums.a ** 2) / N + Math.max(0, sums.b2 - sums.b ** 2) / n)
}
