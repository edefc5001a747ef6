import type { Cells } from '../../contract/index.ts'
import { totalOf } from '../summaries/cells.ts'

/**
 * Visits every value of two columns in order, with the share of each side at or below it, and its own share of each side.
 * Both sides must hold something.
 */
export function walkShares(baseline: Cells, window: Cells, visit: (value: number, F: number, G: number) => void): void {
  const [N, n] = [totalOf(baseline.counts), totalOf(window.counts)]
  let [below, belowWindow] = [0, 0]
  for (let i = 0, j = 0; i < baseline.values.length || j < window.values.length; ) {
    const left = baseline.values[i] ?? Infinity
    const right = window.values[j] ?? Infinity
    if (left <= right) below += baseline.counts[i++] ?? 0
    if (right <= left) belowWindow += window.counts[j++] ?? 0
    visit(Math.min(left, right), below / N, belowWindow / n)
  }
}
