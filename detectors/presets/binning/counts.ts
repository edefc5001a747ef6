import type { Cells, PresetSummary } from '../../../contract/index.ts'
import type { CellPair } from '../../cells/column-cells.ts'
import { finiteCells } from '../../summaries/cells.ts'

/** Rows between edges, the last bin with its upper edge, as NumPy counts; rows below and above beside them. */
export interface Binned {
  readonly counts: Float64Array
  readonly below: number
  readonly above: number
}

export function countBetween({ values, counts }: Cells, edges: Float64Array): Binned {
  const bins = new Float64Array(edges.length - 1)
  const [first, last] = [edges[0] as number, edges.at(-1) as number]
  let [bin, below, above] = [0, 0, 0]
  for (let at = 0; at < values.length; at++) {
    const [value, rows] = [values[at] as number, counts[at] as number]
    if (value < first) below += rows
    else if (value > last) above += rows
    else {
      while (bin < bins.length - 1 && value >= (edges[bin + 1] as number)) bin++
      bins[bin] = (bins[bin] as number) + rows
    }
  }
  return { counts: bins, below, above }
}

/** Finite numbers of a column; of a category, none. */
export const numbersOf = (summary: PresetSummary): Cells =>
  summary.kind === 'numeric' ? finiteCells(summary.cells) : { values: new Float64Array(), counts: new Float64Array(), resolution: 0 }

/** Rows by value; infinities and absent values left out. */
export function valueCounts(summary: PresetSummary): ReadonlyMap<string | number, number> {
  if (summary.kind === 'category') return summary.counts
  const { values, counts } = finiteCells(summary.cells)
  return new Map(Array.from(values, (value, at) => [value, counts[at] as number]))
}

/** Rows of both sides by every value of either: first the reference's, then what only the window has. Of two values the greater comes first. */
export function countsByValue(reference: PresetSummary, current: PresetSummary): CellPair {
  const [before, after] = [valueCounts(reference), valueCounts(current)]
  const keys = [...before.keys(), ...[...after.keys()].filter(key => !before.has(key))]
  if (keys.length === 2 && (keys[0] as string) < (keys[1] as string)) keys.reverse()
  return { baseline: Float64Array.from(keys, key => before.get(key) ?? 0), window: Float64Array.from(keys, key => after.get(key) ?? 0), ordered: false }
}

/** Distinct values, absent ones and infinities left out. */
export const distinctOf = (summary: PresetSummary): number => valueCounts(summary).size
