import type { Cells } from '../../contract/index.ts'
import { totalOf } from '../summaries/cells.ts'

/**
 * Visits every value of two columns in order, with the share of each side at or below it, and its own share of each side.
 * Both sides must hold something.
 */
export function walkShares(baseline: Cells, window: Cells, visit: (value: number, F: number, G: number) => void): void {
  const [N, n] = [totalOf(baseline.counts), totalOf(window.counts)]
  const { values, counts } = baseline
  const { values: valuesWindow, counts: countsWindow } = window
  let [below, belowWindow, i, j] = [0, 0, 0, 0]
  while (i < values.length || j < valuesWindow.length) {
    // Reading beyond the end of an array would make every step several times as dear.
    const left = i < values.length ? (values[i] as number) : Infinity
    const right = j < valuesWindow.length ? (valuesWindow[j] as number) : Infinity
    if (left <= right && i < counts.length) below += counts[i++] as number
    if (right <= left && j < countsWindow.length) belowWindow += countsWindow[j++] as number
    visit(left < right ? left : right, below / N, belowWindow / n)
  }
}
