import type { Deciding, Summaries, SummaryKind } from '../../contract/index.ts'
import { decideRate, rateLimit, rateMatters } from '../calibration/rate.ts'

/** Hits among rows, as a detector counts them with what it learned. */
export interface Counting<Kind extends SummaryKind, Frame> {
  readonly frame: (baseline: Summaries[Kind]) => Frame
  readonly hits: (frame: Frame, summary: Summaries[Kind]) => number
  readonly rows: (summary: Summaries[Kind]) => number
  /** Hits are counted row by row, whatever cells the summary has. */
  readonly exact: boolean
  /** Share of hits to expect even where the reference shows none, because it was learned from the reference itself. */
  readonly expected?: (frame: Frame) => number
}

/**
 * A quality rate that alarms when it rises by more than 0.1 point and a quarter of itself. The tally is [hits, rows].
 */
export const rateDeciding = <Kind extends SummaryKind, Frame>(counting: Counting<Kind, Frame>): Deciding<Kind, Frame> => ({
  frame: counting.frame,
  tally: (frame, window) => Float64Array.of(counting.hits(frame, window), counting.rows(window)),
  decide(frame, reference, window, floorFactor) {
    const [hits = 0, rows = 0] = window
    const [referenceHits = 0, baselineRows = 0] = reference
    const baselineHits = Math.max(referenceHits, (counting.expected?.(frame) ?? 0) * baselineRows)
    return decideRate({ hits, rows, baselineHits, baselineRows }, { twoSided: false, floorFactor })
  },
  matters: rateMatters,
  limit: rateLimit,
  exact: counting.exact,
  group: 'columns',
})
