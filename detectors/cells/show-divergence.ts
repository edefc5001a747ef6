import type { Measure } from '../../contract/index.ts'
import { cellPair } from './column-cells.ts'
import { type Divergence, diverge } from './divergence.ts'
import { debiased, measured } from './measured.ts'
import { pooled } from './pooled.ts'
import { type ColumnSummary, sizesOf } from './present.ts'

/**
 * A measure of a distance between shares: the value from the cells as they are, interval and p from cells that expect enough rows.
 *
 * @param shape  from the distance to the value shown, rising
 */
export function showDivergence(divergence: Divergence, shape: (distance: number) => number) {
  return (baseline: ColumnSummary, window: ColumnSummary, settings: { readonly cells: number }): Measure => {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const pair = cellPair(baseline, window, settings.cells)
    const { pValue, low, high } = diverge(divergence, pooled(pair))
    return measured(sizes, { ...debiased(shape(pair.baseline.length < 2 ? 0 : Math.max(0, divergence.distance(pair))), shape(low), shape(high)), pValue })
  }
}
