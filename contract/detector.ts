import { type Static, type TObject, Type } from 'typebox'
import type { ColumnRole } from './model.ts'
import type { Summaries, SummaryKind } from './summary.ts'

/** What a detector says about one window against one baseline, before anybody judges it. Absent numbers are null, never NaN. */
export interface Measure {
  readonly value: number | null
  /** 95 % interval of `value`. */
  readonly low: number | null
  readonly high: number | null
  /** Rows of the window that count, and their effective number (Kish) when weighted. */
  readonly n: number
  readonly nEff: number
  readonly baselineN: number
  /** How likely a value as large is when nothing has changed, for iid rows. */
  readonly pValue: number | null
  /** Error that grid cells may have put into `value`; 0 when exact. */
  readonly resolution: number
  readonly notes: readonly string[]
}

/**
 * Statistic that decides. T ~ chi-square(nu) on iid quiet data, √(T·v) is the size of the effect
 * (calibration law: threshold = matters + noise). Rates carry their own counts, because their null is shifted instead.
 */
export interface Decision {
  readonly T: number
  readonly v: number
  readonly nu: number
  readonly n: number
  /** Effective rows of what the window is held against. */
  readonly baselineN: number
  /** The effect, signed, or the rate; null when it cannot be said. */
  readonly value: number | null
  /** Present where the effect is the move of a metric that is shown itself (an AUC, a mean loss); else √(T·v) is shown. */
  readonly shown?: ShownMetric
  readonly rate?: {
    readonly hits: number
    readonly rows: number
    readonly baselineHits: number
    readonly baselineRows: number
    /** A fall is news too. */
    readonly twoSided: boolean
    /** Change of the rate that the null already holds. */
    readonly tolerated: number
    /** Stated by a person: then it alone decides, and neither noise nor budget moves it. 0 allows none. */
    readonly limit?: number
  }
}

/**
 * A metric in its own unit, and how its way from the reference is measured. `linear`: √(T·v) = |value − reference| ÷ perUnit; `log`: the same of
 * their natural logarithms; `counts`: T is the likelihood ratio of two Poisson rates whose ratio is the metric.
 */
export interface ShownMetric {
  readonly value: number
  readonly reference: number
  readonly perUnit: number
  readonly scale: 'linear' | 'log' | 'counts'
  /** Ends of what the metric can be. */
  readonly range: readonly [number, number]
}

/** Additive counts: the tally of two windows together is the sum of their tallies. Its length depends on the frame alone. */
export type Tally = Float64Array

/**
 * How a deciding detector turns a window into a decision, cheaply and many times: a frame learned once (edges, known
 * categories, limits), additive tallies, and a decision from two tallies. Any reference that can be summed (the whole
 * baseline, the baseline without a day, the same hours of the last week) is judged by the same three functions.
 */
export interface Deciding<Kind extends SummaryKind, Frame, Settings = unknown> {
  /** Plain JSON; stored with the baseline. What settings state (a limit, a domain) goes into it; without settings their defaults hold. */
  frame(baseline: Summaries[Kind], settings?: Settings): Frame
  tally(frame: Frame, window: Summaries[Kind]): Tally
  /** `floorFactor` widens what is tolerated while learning (rates shift their null by it; others ignore it). */
  decide(frame: Frame, reference: Tally, window: Tally, floorFactor: number): Decision
  /** What a person cares about, in units of √(T·v), and what must not be missed. Rates: limit as a rise in rate over p0. */
  matters(p0: number): number
  limit(p0: number): number
  /** Values that are the news of a window, with their weights. A tally cannot say them. */
  blamed?(frame: Frame, window: Summaries[Kind]): Iterable<readonly [value: string, weight: number]>
  /** Tallies count rows or sum them, never cells of a grid: `resolution` is 0 from panes too. What cells may do to the others is not known. */
  readonly exact: boolean
  /** Which share of the false-alarm budget pays. */
  readonly group: 'columns' | 'performance'
}

/**
 * How an alert's title says it. Either what happened, followed by how much ("distribution moved" 0.43), or a metric that falls or rises to a value
 * of its own ("accuracy" fell to 91 %). `unit` where people do not say it in the detector's; `after` follows the value.
 */
export type Wording = { readonly happened: string } | { readonly metric: string; readonly unit?: string; readonly after?: string }

/** All of a detector but its settings' schema, from which their type follows. */
interface Definition<Kind extends SummaryKind, Settings, Frame> {
  /** Family and file: `drift/psi`. Also the metric label and the value in tables. */
  readonly name: string
  readonly summary: string
  /** One or more; a summary says by its `kind` which it is. Both sides of a comparison are of one kind. */
  readonly reads: readonly Kind[]
  /** Roles of the columns it applies to; empty for scores, groups and volume. */
  readonly roles: readonly ColumnRole[]
  /** It looks at whether a value is there and fit, never at which: so it also suits identifiers, times and free texts. */
  readonly anyContent?: true
  /** Unit of `Measure.value`; `1` for a plain number, `share` for 0 to 1. */
  readonly unit: string
  /** Reads any window against any baseline. Pure: no clock, no I/O, randomness only from a seed in the settings. */
  read(baseline: Summaries[Kind], window: Summaries[Kind], settings: Settings): Measure
  /** Present on the detectors that may open an alert. */
  readonly deciding?: Deciding<NoInfer<Kind>, Frame, NoInfer<Settings>>
  /** Wanted of the detectors that may open an alert. */
  readonly wording?: Wording
  /** Displayed detectors: the threshold of `drift/gtest` (effect norm w) in this detector's unit. */
  converted?(threshold: number): number
  /** Displayed detectors that are judged by their own p: the smallest size of `value` that a person cares about. Rows alone never alarm. */
  floor?(measure: Measure): number
}

export interface Detector<Kind extends SummaryKind = SummaryKind, Settings = unknown, Frame = unknown> extends Definition<Kind, Settings, Frame> {
  readonly settings: TObject
}

/** Ties the settings' type to their schema and the summary's type to `reads`, so that each is stated once. */
export function defineDetector<Kind extends SummaryKind, Schema extends TObject, Frame = never>(
  detector: Definition<Kind, Static<Schema>, Frame> & { readonly settings: Schema },
): Detector<Kind, Static<Schema>, Frame> {
  return Object.freeze(detector)
}

/** Settings of a detector that has none. */
export const noSettings = Type.Object({}, { additionalProperties: false })
