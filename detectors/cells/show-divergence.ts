import type { Measure } from '../../contract/index.ts'
import { cellPair } from './column-cells.ts'
import { type Divergence, diverge } from './divergence.ts'
import { distanceInterval } from './divergence-interval.ts'
import { measured } from './measured.ts'
import { pooled } from './pooled.ts'
import { type ColumnSummary, sizesOf } from './present.ts'

/**
 * A measure of a distance between shares: value and interval from the cells as they are, p from cells that expect enough rows.
 *
 * @param shape  from the distance to the value shown, rising
 */
export function showDivergence(divergence: Divergence, shape: (distance: number) => number) {
  return (baseline: ColumnSummary, window: ColumnSummary, settings: { readonly cells: number }): Measure => {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const pair = cellPair(baseline, window, settings.cells)
    const { distance, low, high } = distanceInterval(divergence, pair)
    return measured(sizes, { value: shape(distance), low: shape(low), high: shape(high), pValue: diverge(divergence, pooled(pair)).pValue })
  }
}
