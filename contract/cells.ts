/**
 * What a detector sees of a column, wherever it came from: grid cells of panes, or the distinct values of rows.
 * Counts are row counts, or sums of weights where rows are weighted.
 */
export interface Cells {
  /** Ascending and distinct. A value of the column, or the middle of its grid cell; the ends may be ±Infinity. */
  readonly values: Float64Array
  readonly counts: Float64Array
  /** Widest cell, in the unit of the column; 0 when every value is exact. */
  readonly resolution: number
}
