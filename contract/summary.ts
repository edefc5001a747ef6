import type { Cells } from './cells.ts'
import type { RowSummaries } from './row-summary.ts'

/** The counts that every column has, in rows also where rows are weighted. `n` includes nulls and wrong values. */
interface Counts {
  readonly n: number
  /** Null or missing. */
  readonly nulls: number
  /** Of the wrong type. */
  readonly bad: number
  /** Sums of weights and of squared weights; both equal `n` when rows are not weighted. */
  readonly weight: number
  readonly weight2: number
}

export interface NumericSummary extends Counts {
  readonly kind: 'numeric'
  /** All NaN bit patterns: nulls, wrong values and real NaN. */
  readonly nans: number
  readonly pinf: number
  readonly ninf: number
  /** Σ1, Σz, Σz², Σz³, Σz⁴ of finite values, each times its weight, z = (x − center) / scale. */
  readonly moments: readonly [number, number, number, number, number]
  readonly center: number
  readonly scale: number
  /** Of finite values; NaN when there is none. */
  readonly lo: number
  readonly hi: number
  /** Present values, the infinities included. */
  readonly cells: Cells
}

export interface CategorySummary extends Counts {
  readonly kind: 'category'
  /** Present values; key is the text, or the 64-bit hash in decimal where only that is known. */
  readonly counts: ReadonlyMap<string, number>
  /** Rows of values that are not listed because a pane was over its cap. */
  readonly rest: number
  /** Distinct present values. */
  readonly distinct: number
}

/** Scores with labels: S9, S10 and S13 of a span. `y` is true for the positive class. */
export interface ScoresSummary {
  readonly kind: 'scores'
  /** Labelled rows. */
  readonly n: number
  readonly weight: number
  readonly weight2: number
  /** Rows of the span, labelled or not. */
  readonly rows: number
  /** Score cells, ascending, with the weight of positive and of negative rows in each. */
  readonly scores: Float64Array
  readonly positives: Float64Array
  readonly negatives: Float64Array
  /** By decision as sent: true positives, false positives, false negatives, true negatives. */
  readonly confusion: readonly [number, number, number, number]
  /** Share of all rows of the span, labelled or not, that were decided positive; absent where only labelled rows were looked at. */
  readonly decidedPositive?: number
  /** Σ and Σ² of a row's log loss and Brier loss. */
  readonly logLoss: readonly [number, number]
  readonly brier: readonly [number, number]
  /** Widest score cell; 0 when exact. */
  readonly resolution: number
}

/** One protected attribute against the model's decisions. */
export interface GroupsSummary {
  readonly kind: 'groups'
  readonly advantaged: string
  /** Group examined. */
  readonly group: string
  /** Rows and positive decisions of the advantaged group, then of the group examined. */
  readonly counts: readonly [number, number, number, number]
}

/** Rows of a span, without a column. `slots` is its length in 5-minute slots, `filled` those that hold a row. */
export interface VolumeSummary {
  readonly kind: 'volume'
  readonly n: number
  readonly slots: number
  readonly filled: number
}

/** What one window's readings say of its columns: made by whoever has judged them, never from rows. */
export interface ColumnsSummary {
  readonly kind: 'columns'
  /** Rows of the window. */
  readonly n: number
  readonly columns: ReadonlyMap<string, ColumnNews>
}

/** p and size of a column's drift, and how much the model leans on the column (mean |attribution|); null where unknown. */
export interface ColumnNews {
  readonly pValue: number | null
  readonly drift: number | null
  readonly attribution: number | null
}

export interface Summaries extends RowSummaries {
  readonly numeric: NumericSummary
  readonly category: CategorySummary
  readonly scores: ScoresSummary
  readonly groups: GroupsSummary
  readonly volume: VolumeSummary
  readonly columns: ColumnsSummary
}
export type Summary = Summaries[keyof Summaries]
export type SummaryKind = keyof Summaries
