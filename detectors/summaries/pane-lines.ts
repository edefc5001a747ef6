import type { CategorySummary, Cells, NumericSummary } from '../../contract/index.ts'
import { cellMiddle, cellWidth, type Grid } from './cell.ts'
import type { PaneLine } from './pane-read.ts'

/** JSON has no NaN and no Infinity: the engine writes null. */
const numberOf = (value: number | null): number => value ?? Number.NaN

function cellsOf({ bins, bin_counts }: Pick<PaneLine, 'bins' | 'bin_counts'>, grid: Grid): Cells {
  return {
    values: Float64Array.from(bins, cell => cellMiddle(cell, grid)),
    counts: Float64Array.from(bin_counts),
    resolution: bins.reduce((widest, cell) => Math.max(widest, cellWidth(cell, grid)), 0),
  }
}

const common = ({ n, nulls, bad, w, w2 }: PaneLine) => ({ n, nulls, bad, weight: w, weight2: w2 })

/** @param grid  the one under which the panes were made */
export function numericOfLine(line: PaneLine, grid: Grid): NumericSummary {
  const [m0 = 0, m1 = 0, m2 = 0, m3 = 0, m4 = 0] = line.moments.map(numberOf)
  const finite = line.n - line.nans - line.pinf - line.ninf > 0
  return {
    kind: 'numeric',
    ...common(line),
    nans: line.nans,
    pinf: line.pinf,
    ninf: line.ninf,
    moments: [m0, m1, m2, m3, m4],
    center: grid.center,
    scale: grid.scale,
    // −0 is 0, as in cells.
    lo: finite ? line.lo + 0 : Number.NaN,
    hi: finite ? line.hi + 0 : Number.NaN,
    cells: cellsOf(line, grid),
  }
}

/** Distinct values from the smallest of their 64-bit hashes: (k − 1) / the k-th as a share of the range. Good to 4.4 % for k = 512. */
function distinctOf({ keys, smallest, uniq }: PaneLine): number {
  if (smallest.length === 0) return keys.length
  const shares = Float64Array.from(new Set([...smallest, ...keys]), hash => Number(hash) / 2 ** 64).sort()
  const kept = Math.min(512, shares.length)
  return Math.max(uniq, keys.length, Math.round((kept - 1) / (shares[kept - 1] ?? 1)))
}

/**
 * Keys are hashes in decimal; `named` puts texts.
 *
 * @param weighted  counts are sums of weights, and `moments` holds that of all present rows
 */
export function categoryOfLine(line: PaneLine, weighted: boolean): CategorySummary {
  const counts = new Map(line.keys.map((key, index) => [key, line.key_counts[index] ?? 0]))
  const listed = line.key_counts.reduce((sum, count) => sum + count, 0)
  const present = weighted ? numberOf(line.moments[0] ?? null) : line.n - line.nulls - line.bad
  // Sums of float weights differ in their last digits; a rest below a millionth of a row is none.
  const rest = present - listed < 1e-6 * Math.max(1, present) ? 0 : present - listed
  return { kind: 'category', ...common(line), counts, rest, distinct: distinctOf(line) }
}
