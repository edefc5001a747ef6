import type { NumericSummary } from '../../contract/index.ts'
import { presentRows } from '../cells/present.ts'
import { cellOf, cellWidth } from '../summaries/cell.ts'

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
  const below = window.lo < low ? Math.max(1, rowsBelow(low, window)) : 0
  const above = window.hi > high ? Math.max(1, rowsAbove(high, window)) : 0
  // One row may weigh less than a row.
  return Math.min(presentRows(window), pinf + ninf + below + above)
}

/** The same where the range is no end of the data: rows in cells wholly outside, which add up over windows on grids too. */
export function beyond({ low, high }: Range, window: NumericSummary): number {
  const { pinf, ninf } = window
  return pinf + ninf + (low === null ? 0 : rowsBelow(low, window)) + (high === null ? 0 : rowsAbove(high, window))
}

/** A cell holds its own end, which rounding must not put outside. */
const slack = 1 + 1e-6

const rowsBelow = (low: number, window: NumericSummary): number => rowsWhere(window, (value, reach) => value + reach < low)
const rowsAbove = (high: number, window: NumericSummary): number => rowsWhere(window, (value, reach) => value - reach > high)

function rowsWhere(window: NumericSummary, out: (value: number, reach: number) => boolean): number {
  const { values, counts, resolution } = window.cells
  const scale = window.n > 0 ? window.n / window.weight : 1
  let rows = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (!Number.isFinite(value)) continue
    const reach = resolution === 0 ? 0 : (cellWidth(cellOf(value, window), window) / 2) * slack
    if (out(value, reach)) rows += (counts[index] as number) * scale
  }
  return rows
}
