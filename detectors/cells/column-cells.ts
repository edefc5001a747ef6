import type { Tally } from '../../contract/index.ts'
import { cellScale, cellTally } from '../calibration/counts.ts'
import type { ColumnSummary } from './present.ts'
import { type QuantileFrame, quantileEdges, tallyByEdges } from './quantile-cells.ts'
import { tallyByKeys, type ValueFrame, valueKeys } from './value-cells.ts'

/** How a column is cut into cells, learned from its baseline. */
export type ColumnFrame = QuantileFrame | ValueFrame

/** Quantile cells of a deciding detector. */
export const decidingCells = 16

/** @param count  quantile cells of a number */
export const columnFrame = (baseline: ColumnSummary, count: number = decidingCells): ColumnFrame =>
  baseline.kind === 'numeric' ? { edges: quantileEdges(baseline.cells, count) } : { keys: valueKeys(baseline) }

/** @returns an empty tally for a summary of the other kind: a column that changed its type has another schema */
export function columnTally(frame: ColumnFrame, window: ColumnSummary): Tally {
  if ('edges' in frame) return window.kind === 'numeric' ? tallyByEdges(frame, window) : cellTally(new Float64Array(frame.edges.length + 1), 0)
  return window.kind === 'category' ? tallyByKeys(frame, window) : cellTally(new Float64Array(frame.keys.length + 1), 0)
}

/** Counts of both sides in the cells of the baseline, scaled to effective rows; cells that are empty on both sides are left out. */
export interface CellPair {
  readonly baseline: Float64Array
  readonly window: Float64Array
  /** Cells in the order of the values: neighbours may be pooled. */
  readonly ordered: boolean
}

export function cellPair(baseline: ColumnSummary, window: ColumnSummary, count: number): CellPair {
  const frame = columnFrame(baseline, count)
  const before = scaledCells(columnTally(frame, baseline))
  const after = scaledCells(columnTally(frame, window))
  const kept = Array.from(before.keys()).filter(cell => (before[cell] ?? 0) + (after[cell] ?? 0) > 0)
  const pick = (cells: Float64Array) => Float64Array.from(kept, cell => cells[cell] ?? 0)
  return { baseline: pick(before), window: pick(after), ordered: 'edges' in frame }
}

function scaledCells(tally: Tally): Float64Array {
  const scale = cellScale(tally)
  return tally.subarray(0, -1).map(count => count * scale)
}
