import type { Cells } from '../../../contract/index.ts'
import { totalOf } from '../../summaries/cells.ts'
import { linearQuantile } from '../statistics/quantile.ts'

/** `bins` equal steps from the first to the last value, as NumPy's `linspace` rounds them; one value gets a width of 1. */
export function equalEdges(low: number, high: number, bins: number): Float64Array {
  const [from, to] = low === high ? [low - 0.5, high + 0.5] : [low, high]
  const step = (to - from) / bins
  return Float64Array.from({ length: bins + 1 }, (_, at) => (at === bins ? to : at * step + from))
}

const ends = ({ values }: Cells): readonly [number, number] => [values[0] ?? Number.NaN, values.at(-1) ?? Number.NaN]

function edgesOfWidth(cells: Cells, width: number): Float64Array {
  const [low, high] = ends(cells)
  return equalEdges(low, high, width > 0 ? Math.max(1, Math.ceil((high - low) / width)) : 1)
}

/** Bins are never narrower than 1 where all values are whole numbers (NumPy 2). */
const wholeWidth = ({ values }: Cells, width: number): number => (width > 0 && width < 1 && values.every(Number.isInteger) ? 1 : width)

/**
 * NumPy's `sturges`: bins of a width of range / (log2 n + 1).
 *
 * @param rows  rows that the rule counts; those of the cells unless distinct values are meant
 */
export function sturgesEdges(cells: Cells, rows: number = totalOf(cells.counts)): Float64Array {
  const [low, high] = ends(cells)
  return edgesOfWidth(cells, wholeWidth(cells, (high - low) / (Math.log2(rows) + 1)))
}

/** NumPy's `auto`: the narrower of Sturges' bins and those of Freedman and Diaconis, 2 IQR / ∛n. */
export function automaticEdges(cells: Cells): Float64Array {
  const n = totalOf(cells.counts)
  const [low, high] = ends(cells)
  const spread = (2 * (linearQuantile(cells, 0.75) - linearQuantile(cells, 0.25))) / Math.cbrt(n)
  const sturges = (high - low) / (Math.log2(n) + 1)
  return edgesOfWidth(cells, spread > 0 ? Math.min(spread, sturges) : sturges)
}

/** NumPy's `doane`: Sturges' rule with more bins for a skewed column. Source: Doane (1976), The American Statistician 30. */
export function doaneEdges(cells: Cells): Float64Array {
  const n = totalOf(cells.counts)
  const [low, high] = ends(cells)
  const { sd, skewness } = skewnessOf(cells, n)
  if (!(n > 2 && sd > 0)) return edgesOfWidth(cells, 0)
  const error = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)))
  return edgesOfWidth(cells, (high - low) / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / error)))
}

function skewnessOf({ values, counts }: Cells, n: number): { readonly sd: number; readonly skewness: number } {
  const mean = values.reduce((sum, value, at) => sum + value * (counts[at] as number), 0) / n
  const sd = Math.sqrt(values.reduce((sum, value, at) => sum + (value - mean) ** 2 * (counts[at] as number), 0) / n)
  return { sd, skewness: values.reduce((sum, value, at) => sum + ((value - mean) / sd) ** 3 * (counts[at] as number), 0) / n }
}
