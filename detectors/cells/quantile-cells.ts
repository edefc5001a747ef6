import type { Cells, NumericSummary, Tally } from '../../contract/index.ts'
import { cellTally } from '../calibration/counts.ts'
import { finiteCells, totalOf } from '../summaries/cells.ts'
import { presentWeight2 } from './present.ts'

/** Inner edges, ascending; a cell is right-closed, so that a share below an edge is exactly P(x ≤ edge). */
export interface QuantileFrame {
  readonly edges: readonly number[]
}

/**
 * Edges that cut a baseline into cells of equal weight: observed values, never interpolated; ties are merged, so there may be fewer.
 * A baseline of one value has the cells below, equal and above.
 *
 * @param count  wanted cells, 2 or more
 */
export function quantileEdges(cells: Cells, count: number): number[] {
  const last = finiteCells(cells).values.at(-1)
  if (last === undefined) return []
  const edges = [...new Set(quantiles(cells, count))].filter(edge => Number.isFinite(edge) && edge < last)
  return edges.length === 0 ? [nextBelow(last), last] : edges
}

/** Values at the shares 1/count … (count − 1)/count: the first with at least that share at or below it. */
function quantiles({ values, counts }: Cells, count: number): number[] {
  const total = totalOf(counts)
  const found: number[] = []
  let below = 0
  for (let index = 0; index < values.length && found.length < count - 1; index++) {
    below += counts[index] as number
    while (found.length < count - 1 && below * count >= (found.length + 1) * total) found.push(values[index] as number)
  }
  return found
}

const nextBelow = (value: number): number => value - Math.abs(value) * Number.EPSILON - Number.MIN_VALUE

/** Counts of the cells that the edges cut; `edges.length + 1` of them. */
export function countByEdges({ values, counts }: Cells, edges: readonly number[]): Float64Array {
  const cells = new Float64Array(edges.length + 1)
  let cell = 0
  let edge = edges[0] ?? Infinity
  for (let index = 0; index < values.length; index++) {
    while ((values[index] as number) > edge) edge = edges[++cell] ?? Infinity
    cells[cell] = (cells[cell] as number) + (counts[index] as number)
  }
  return cells
}

/** The cells of a summary, with the weight that an effective number of rows needs. */
export const tallyByEdges = ({ edges }: QuantileFrame, window: NumericSummary): Tally => cellTally(countByEdges(window.cells, edges), presentWeight2(window))
