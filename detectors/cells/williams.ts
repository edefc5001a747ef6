import { totalOf } from '../summaries/cells.ts'
import type { CellPair } from './column-cells.ts'

/**
 * G = 2 Σ O ln(O/E) of the 2 × k table of two sides, and the factor by which Williams divides it:
 *
 *   w = 1 + (M/N + M/n − 1)(Σ M/(c+d) − 1) / (6M(k−1)),  M = N + n
 *
 * Source: Williams (1976), Biometrika 63.
 *
 * @param pair  without cells that are empty on both sides
 */
export function williamsG({ baseline, window }: CellPair): { readonly G: number; readonly df: number; readonly factor: number } {
  const [N, n, df] = [totalOf(baseline), totalOf(window), baseline.length - 1]
  const M = N + n
  let G = 0
  let inverses = 0
  for (let cell = 0; cell <= df; cell++) {
    const [c, d] = [baseline[cell] ?? 0, window[cell] ?? 0]
    inverses += M / (c + d)
    G += term(c, (N * (c + d)) / M) + term(d, (n * (c + d)) / M)
  }
  return { G: df < 1 ? 0 : Math.max(0, G), df, factor: df < 1 ? 1 : 1 + ((M / N + M / n - 1) * (inverses - 1)) / (6 * M * df) }
}

const term = (observed: number, expected: number): number => (observed > 0 ? 2 * observed * Math.log(observed / expected) : 0)
