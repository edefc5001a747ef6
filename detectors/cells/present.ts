import type { CategorySummary, NumericSummary, Summary } from '../../contract/index.ts'
import { effectiveSize } from '../calibration/effective.ts'
import { totalOf } from '../summaries/cells.ts'

export type ColumnSummary = NumericSummary | CategorySummary

export const isColumn = (summary: Summary): summary is ColumnSummary => summary.kind === 'numeric' || summary.kind === 'category'

/** Rows with a value: neither missing, nor of the wrong type, nor NaN. Infinities are values. */
export const presentRows = (summary: ColumnSummary): number => (summary.kind === 'numeric' ? summary.n - summary.nans : summary.n - summary.nulls - summary.bad)

/** Their weight. */
export function presentWeight(summary: ColumnSummary): number {
  if (summary.kind === 'numeric') return totalOf(summary.cells.counts)
  let weight = summary.rest
  for (const count of summary.counts.values()) weight += count
  return weight
}

/** Σw² of the rows with a value, as if weights did not depend on whether a value is there. */
export const presentWeight2 = (summary: ColumnSummary): number => (summary.weight > 0 ? (summary.weight2 * presentWeight(summary)) / summary.weight : 0)

/** Effective number of the rows with a value. */
export const presentSize = (summary: ColumnSummary): number => effectiveSize(presentWeight(summary), presentWeight2(summary))

/** The sizes that every measure of a column carries. */
export const sizesOf = (baseline: ColumnSummary, window: ColumnSummary) => ({
  n: presentRows(window),
  nEff: presentSize(window),
  baselineN: presentRows(baseline),
})
