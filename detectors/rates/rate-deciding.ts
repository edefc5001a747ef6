import type { Deciding, Summaries, SummaryKind } from '../../contract/index.ts'
import { decideRate, rateLimit, rateMatters } from '../calibration/rate.ts'
import { decideRule } from '../calibration/rule.ts'

/** Hits among rows, as a detector counts them with what it learned. */
export interface Counting<Kind extends SummaryKind, Frame, Settings = Limited> {
  /** Without settings their defaults hold. */
  readonly frame: (baseline: Summaries[Kind], settings: Settings | undefined) => Frame
  readonly hits: (frame: Frame, summary: Summaries[Kind]) => number
  readonly rows: (summary: Summaries[Kind]) => number
  /** Hits are counted row by row, whatever cells the summary has. */
  readonly exact: boolean
  /** Share of hits to expect even where the reference shows none, because it was learned from the reference itself. */
  readonly expected?: (frame: Frame) => number
  /** Limit where no settings are given; most rates are learned then. */
  readonly limit?: number
}

/** Settings of a rate: its limit where a person states one, else null. */
export interface Limited {
  readonly limit: number | null
}

/** What was learned, and the limit that a person stated. */
export interface Stated<Frame> {
  readonly stated: number
  readonly learned: Frame
}

const isStated = <Frame>(frame: Frame | Stated<Frame>): frame is Stated<Frame> => typeof frame === 'object' && frame !== null && 'stated' in frame
const learnedOf = <Frame>(frame: Frame | Stated<Frame>): Frame => (isStated(frame) ? frame.learned : frame)

/**
 * A quality rate that alarms when it rises by more than 0.1 point and a quarter of itself; or, where a limit is stated, when it is above that limit.
 * The tally is [hits, rows].
 */
export const rateDeciding = <Kind extends SummaryKind, Frame, Settings extends Limited = Limited>(
  counting: Counting<Kind, Frame, Settings>,
): Deciding<Kind, Frame | Stated<Frame>, Settings> => ({
  frame(baseline, settings) {
    const learned = counting.frame(baseline, settings)
    const limit = settings ? settings.limit : (counting.limit ?? null)
    return limit === null ? learned : { stated: limit, learned }
  },
  tally: (frame, window) => Float64Array.of(counting.hits(learnedOf(frame), window), counting.rows(window)),
  decide(frame, reference, window, floorFactor) {
    const [hits = 0, rows = 0] = window
    const [referenceHits = 0, baselineRows = 0] = reference
    if (isStated(frame)) return decideRule({ hits, rows, baselineHits: referenceHits, baselineRows }, frame.stated)
    const baselineHits = Math.max(referenceHits, (counting.expected?.(frame) ?? 0) * baselineRows)
    return decideRate({ hits, rows, baselineHits, baselineRows }, { twoSided: false, floorFactor })
  },
  matters: rateMatters,
  limit: rateLimit,
  exact: counting.exact,
  group: 'columns',
})
