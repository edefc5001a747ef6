import type { PresetSummary } from '../../../contract/index.ts'
import type { CellPair } from '../../cells/column-cells.ts'
import { totalOf } from '../../summaries/cells.ts'
import { countBetween, numbersOf, valueCounts } from '../binning/counts.ts'
import { doaneEdges, equalEdges } from '../binning/edges.ts'
import { wassersteinOf } from './columns.ts'
import { gapsOf } from './kolmogorov-smirnov.ts'
import { sidesOf } from './sides.ts'

type Fitted = (current: PresetSummary) => number | null
type Distance = (pair: CellPair) => number

/** A distance on Doane's bins of the reference, or on its values; all else in the window is one more bin. */
export const fitDistance =
  (distance: Distance) =>
  (reference: PresetSummary): Fitted =>
    reference.kind === 'numeric' ? fitBins(numbersOf(reference), distance) : fitCategories(distance)(reference)

function fitBins(cells: ReturnType<typeof numbersOf>, distance: Distance): Fitted {
  const edges = doaneEdges(cells)
  const baseline = Float64Array.from([...countBetween(cells, edges).counts, 0])
  return current => {
    const { counts, below, above } = countBetween(numbersOf(current), edges)
    const window = Float64Array.from([...counts, below + above])
    return totalOf(window) > 0 ? distance({ baseline, window, ordered: true }) : null
  }
}

/** A distance on the values of the reference; all others are one more. */
export const fitCategories =
  (distance: Distance) =>
  (reference: PresetSummary): Fitted => {
    const known = valueCounts(reference)
    const keys = [...known.keys()]
    const baseline = Float64Array.from([...known.values(), 0])
    return current => {
      const counts = valueCounts(current)
      const listed = keys.map(key => counts.get(key) ?? 0)
      const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
      const rest = all - listed.reduce((sum, count) => sum + count, 0)
      return all > 0 ? distance({ baseline, window: Float64Array.from([...listed, rest]), ordered: false }) : null
    }
  }

/** Reference rows from which distances of cumulative shares are taken on bins, and how many. */
const [exactRows, bins] = [10_000, 10_000]

interface Grid {
  readonly edges: Float64Array
  /** Cumulative shares of the reference at the upper edges. */
  readonly shares: Float64Array
}

function gridOf(reference: PresetSummary): Grid | null {
  const cells = numbersOf(reference)
  const rows = totalOf(cells.counts)
  if (rows < exactRows) return null
  const edges = equalEdges(cells.values[0] as number, cells.values.at(-1) as number, bins)
  return { edges, shares: cumulative(countBetween(cells, edges).counts, 0, rows) }
}

function cumulative(counts: Float64Array, from: number, rows: number): Float64Array {
  let below = from
  return counts.map(count => (below += count) / rows)
}

export function fitKolmogorov(reference: PresetSummary): Fitted {
  const grid = gridOf(reference)
  return current => {
    const sides = sidesOf(reference, current)
    if (!sides) return null
    if (!grid) return gapsOf(sides).both
    const { counts, below } = countBetween(sides.after, grid.edges)
    const own = cumulative(counts, below, sides.n)
    return own.reduce((most, share, at) => Math.max(most, Math.abs(share - (grid.shares[at] as number))), 0)
  }
}

export function fitTransport(reference: PresetSummary): Fitted {
  const grid = gridOf(reference)
  return current => {
    const sides = sidesOf(reference, current)
    if (!sides) return null
    if (!grid) return wassersteinOf(sides)
    const { edges, shares } = grid
    const { counts, below } = countBetween(sides.after, edges)
    // The tool counts one row too many where any is below the bins.
    const own = cumulative(counts, below > 0 ? below + 1 : 0, sides.n)
    const width = (edges[1] as number) - (edges[0] as number)
    const inside = own.reduce((sum, share, at) => sum + Math.abs(share - (shares[at] as number)) * width, 0)
    return inside + tails(sides.after, edges, sides.n)
  }
}

/** Area between the cumulative shares outside the bins. */
function tails({ values, counts }: ReturnType<typeof numbersOf>, edges: Float64Array, rows: number): number {
  const [first, last] = [edges[0] as number, edges.at(-1) as number]
  return values.reduce((area, value, at) => {
    const outside = value < first ? first - value : value > last ? value - last : 0
    return area + (outside * (counts[at] as number)) / rows
  }, 0)
}
