import type { NumericSummary } from '../../contract/index.ts'
import { presentRows } from '../cells/present.ts'
import { cellOf, cellWidth } from '../summaries/cell.ts'
import { finiteCells } from '../summaries/cells.ts'

/** Learned ends of a column; null where the baseline had no finite value. */
export interface Range {
  readonly low: number | null
  readonly high: number | null
}

export const rangeOf = ({ lo, hi }: NumericSummary): Range => ({ low: Number.isNaN(lo) ? null : lo, high: Number.isNaN(hi) ? null : hi })

/**
 * Rows outside the range, the infinities included. Exact when cells are values, and 0 whenever the window's own ends lie inside; else
 * the rows in cells wholly outside, and at least the one row that is known to be.
 */
export function outside({ low, high }: Range, window: NumericSummary): number {
  const { pinf, ninf } = window
  if (low === null || high === null) return pinf + ninf
  const below = window.lo < low ? Math.max(1, rowsOutside(low, Infinity, window)) : 0
  const above = window.hi > high ? Math.max(1, rowsOutside(-Infinity, high, window)) : 0
  // One row may weigh less than a row.
  return Math.min(presentRows(window), pinf + ninf + below + above)
}

/** The same where the range is no end of the data: rows in cells wholly outside, which add up over windows on grids too. */
export function beyond({ low, high }: Range, window: NumericSummary): number {
  const { pinf, ninf } = window
  return pinf + ninf + rowsOutside(low ?? -Infinity, high ?? Infinity, window)
}

/** A cell holds its own end, which rounding must not put outside. */
const slack = 1 + 1e-6

/** Rows in cells of finite values that lie wholly below `low` or above `high`. */
function rowsOutside(low: number, high: number, window: NumericSummary): number {
  const { values, counts, resolution } = finiteCells(window.cells)
  const scale = window.n > 0 ? window.n / window.weight : 1
  let rows = 0
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    const reach = resolution === 0 ? 0 : (cellWidth(cellOf(value, window), window) / 2) * slack
    if (value + reach < low || value - reach > high) rows += (counts[at] as number) * scale
  }
  return rows
}
