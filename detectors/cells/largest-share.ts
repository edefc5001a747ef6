import { sameRate } from '../math/proportion.ts'
import { totalOf } from '../summaries/cells.ts'
import type { CellPair } from './column-cells.ts'

/** The cell whose share has moved most. */
export interface LargestMove {
  readonly distance: number
  /** Its shares of the baseline and of the window. */
  readonly before: number
  readonly after: number
}

/** L∞ = max |p − q|. */
export function largestMove({ baseline, window }: CellPair): LargestMove {
  const [N, n] = [totalOf(baseline), totalOf(window)]
  let largest: LargestMove = { distance: 0, before: 0, after: 0 }
  for (const [cell, count] of baseline.entries()) {
    const [before, after] = [count / N, (window[cell] ?? 0) / n]
    if (Math.abs(after - before) > largest.distance) largest = { distance: Math.abs(after - before), before, after }
  }
  return largest
}

/** p of the largest move: the smallest p of a cell (Fisher's where few rows are expected), times the cells. */
export function largestMoveP({ baseline, window }: CellPair): number {
  const [N, n] = [Math.round(totalOf(baseline)), Math.round(totalOf(window))]
  let smallest = 1
  for (const [cell, count] of baseline.entries())
    smallest = Math.min(smallest, sameRate(Math.min(n, Math.round(window[cell] ?? 0)), n, Math.min(N, Math.round(count)), N))
  return Math.max(1e-300, Math.min(1, smallest * baseline.length))
}
