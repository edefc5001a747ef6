import { defineDetector } from '../../contract/index.ts'
import { cellSettings } from '../cells/cell-setting.ts'
import { cellPair } from '../cells/column-cells.ts'
import { gapInterval } from '../cells/kolmogorov-smirnov.ts'
import { largestMove, largestMoveP } from '../cells/largest-share.ts'
import { shareMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { sizesOf } from '../cells/present.ts'
import { totalOf } from '../summaries/cells.ts'

/**
 * L-infinity distance: how far the share of the cell that has moved most has moved.
 *
 *   linf = max |p − q|
 *
 * p is that of the cell that moved least by chance, times the number of cells (Bonferroni); the interval is Newcombe's at the cell that moved most,
 * at a level that all cells share.
 * Unit: share, 0 to 1. Shown, does not decide.
 * Source: Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine 17.
 */
export default defineDetector({
  name: 'drift/linf',
  summary: 'Largest move of the share of a quantile cell or value of the baseline',
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output', 'segment'],
  unit: 'share',
  settings: cellSettings,
  read(baseline, window, { cells }) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const pair = cellPair(baseline, window, cells)
    const { distance, before, after } = largestMove(pair)
    const places = pair.baseline.length + 1
    return measured(sizes, {
      value: distance,
      ...gapInterval({ distance, F: before, G: after, places, distanceMax: distance }, totalOf(pair.baseline), totalOf(pair.window)),
      pValue: largestMoveP(pair),
    })
  },
  floor: () => shareMatters,
})
