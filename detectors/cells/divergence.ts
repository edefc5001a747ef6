import { chiSquareUpperTail } from '../math/chi-square.ts'
import { noncentralityInterval } from '../math/noncentral-chi-square.ts'
import { normal } from '../math/normal.ts'
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
  /** ∂D/∂p and ∂D/∂q of one cell, for the interval far from the null. */
  slopes(p: number, q: number, total: { readonly baseline: number; readonly window: number; readonly cells: number }): readonly [number, number]
}

export interface Diverged {
  readonly distance: number
  readonly T: number
  readonly df: number
  readonly pValue: number
  readonly low: number
  readonly high: number
}

/** Beyond this many times k − 1 the noncentral interval is too narrow for what the shares themselves stray. */
const farFromNull = 20
const z95 = normal.upperQuantile(0.025)

/**
 * D with p and the 95 % interval of the true distance, by inverting the noncentral chi-square; far from the null the wider of that and the
 * delta method. D itself is biased upward by κ(k−1)/h, so it may lie above its interval.
 */
export function diverge(divergence: Divergence, pair: CellPair): Diverged {
  const df = pair.baseline.length - 1
  const unit = divergence.kappa / pairSize(pair)
  const distance = df < 1 ? 0 : Math.max(0, divergence.distance(pair))
  const T = distance / unit
  if (df < 1) return { distance, T, df, pValue: 1, low: 0, high: 0 }
  const { low, high } = noncentralityInterval(T, df, 0.05)
  const inverted = { low: low * unit, high: high * unit }
  const wide = T > farFromNull * df ? z95 * standardError(divergence, pair) : 0
  return {
    distance,
    T,
    df,
    pValue: chiSquareUpperTail(T, df),
    low: wide > 0 ? Math.max(0, Math.min(inverted.low, distance - wide)) : inverted.low,
    high: wide > 0 ? Math.max(inverted.high, distance + wide) : inverted.high,
  }
}

/** √(Var_p(a)/N + Var_q(b)/n), a and b the slopes of D in the shares. */
function standardError(divergence: Divergence, { baseline, window }: CellPair): number {
  const total = { baseline: totalOf(baseline), window: totalOf(window), cells: baseline.length }
  const sums = { a: 0, a2: 0, b: 0, b2: 0 }
  for (let cell = 0; cell < baseline.length; cell++) {
    const [p, q] = [(baseline[cell] ?? 0) / total.baseline, (window[cell] ?? 0) / total.window]
    const [a, b] = divergence.slopes(p, q, total)
    sums.a += p * a
    sums.a2 += p * a * a
    sums.b += q * b
    sums.b2 += q * b * b
  }
  return Math.sqrt((sums.a2 - sums.a ** 2) / total.baseline + (sums.b2 - sums.b ** 2) / total.window)
}
