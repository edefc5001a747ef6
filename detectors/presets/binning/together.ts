import type { Cells } from '../../../contract/index.ts'
import type { CellPair } from '../../cells/column-cells.ts'
import { totalOf } from '../../summaries/cells.ts'
import type { Sides } from '../statistics/sides.ts'
import { countBetween } from './counts.ts'
import { automaticEdges, equalEdges } from './edges.ts'

/** Edges of equal bins of the range of both sides. */
function commonEdges({ before, after }: Sides, bins: number): Float64Array {
  const low = Math.min(before.values[0] as number, after.values[0] as number)
  return equalEdges(low, Math.max(before.values.at(-1) as number, after.values.at(-1) as number), bins)
}

/** Equal bins of the range of both sides. */
export function binnedTogether(sides: Sides, bins: number): CellPair {
  const { before, after } = sides
  const edges = commonEdges(sides, bins)
  return { baseline: countBetween(before, edges).counts, window: countBetween(after, edges).counts, ordered: true }
}

/** Shares of equal bins of the range of both sides, read from the histogram of each side on its own, straight between its edges. */
export function smoothedTogether(sides: Sides, bins: number): CellPair {
  const edges = commonEdges(sides, bins)
  return { baseline: smoothed(sides.before, edges), window: smoothed(sides.after, edges), ordered: true }
}

function smoothed(cells: Cells, edges: Float64Array): Float64Array {
  const own = automaticEdges(cells)
  const { counts } = countBetween(cells, own)
  const rows = totalOf(counts)
  const below = [0]
  for (const count of counts) below.push((below.at(-1) as number) + count / rows)
  const at = edges.map(edge => between(edge, own, below))
  return at.subarray(1).map((share, index) => share - (at[index] as number))
}

function between(place: number, edges: Float64Array, below: readonly number[]): number {
  if (place <= (edges[0] as number)) return 0
  const upper = edges.findIndex(edge => edge > place)
  if (upper === -1) return 1
  const [left, right] = [edges[upper - 1] as number, edges[upper] as number]
  const [from, to] = [below[upper - 1] as number, below[upper] as number]
  return from + ((to - from) * (place - left)) / (right - left)
}
