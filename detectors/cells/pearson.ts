import { totalOf } from '../summaries/cells.ts'
import { type CellPair } from './column-cells.ts'
import { pairSize } from './pooled.ts'

/** X² = h Σ (p − q)²/m of the 2 × k table, m the pooled share; cells that are empty on both sides left out. */
export function pearson(pair: CellPair): { readonly statistic: number; readonly df: number } {
  const { baseline, window } = pair
  const [N, n] = [totalOf(baseline), totalOf(window)]
  const sum = baseline.reduce((total, count, cell) => {
    const other = window[cell] ?? 0
    return total + ((count / N - other / n) ** 2 * (N + n)) / (count + other)
  }, 0)
  return { statistic: pairSize(pair) * sum, df: baseline.length - 1 }
}

/**
 * Cramér's V of a 2 × k table without its bias.
 *
 * @param statistic  X², or the noncentrality at an end of its interval plus df
 * @param rows       N + n
 * @returns null where the table has no room: one cell, or as many cells as rows
 */
export function cramersV(statistic: number, df: number, rows: number): number | null {
  const excess = Math.max(0, statistic / rows - df / (rows - 1))
  const room = Math.min(df - df ** 2 / (rows - 1), 1 - 1 / (rows - 1))
  return room > 0 ? Math.min(1, Math.sqrt(excess / room)) : null
}
