import type { Cells, NumericSummary } from '../../contract/index.ts'
import { absentBits } from './absent.ts'
import { addedCounts } from './added-counts.ts'
import { cellMiddle, cellOf, cellWidth, type Grid } from './cell.ts'
import { finiteCells, mergeCells, quantileOf, tallyCells } from './cells.ts'

const bits = new DataView(new ArrayBuffer(8))

function bitsOf(value: number): bigint {
  bits.setFloat64(0, value)
  return bits.getBigUint64(0)
}

/** Σw, Σwz, Σwz², Σwz³, Σwz⁴ of the finite values of a list. */
function momentsOf({ values, counts }: Cells, { center, scale }: Grid): [number, number, number, number, number] {
  const sums: [number, number, number, number, number] = [0, 0, 0, 0, 0]
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (!Number.isFinite(value)) continue
    const weight = counts[index] as number
    const z = (value - center) / scale
    sums[0] += weight
    sums[1] += weight * z
    sums[2] += weight * z * z
    sums[3] += weight * z * z * z
    sums[4] += weight * z * z * z * z
  }
  return sums
}

/** Centre and scale for a column: median; IQR / 1.349, else the standard deviation, else 1. */
export function gridFor(cells: Cells): Grid {
  const finite = finiteCells(cells)
  if (finite.values.length === 0) return { center: 0, scale: 1 }
  const center = quantileOf(finite, 0.5)
  const [weight, sum, squares] = momentsOf(finite, { center, scale: 1 })
  const spread = [(quantileOf(finite, 0.75) - quantileOf(finite, 0.25)) / 1.349, Math.sqrt(Math.max(0, squares / weight - (sum / weight) ** 2))]
  return { center, scale: spread.find(width => width > 0 && Number.isFinite(width)) ?? 1 }
}

/** What a source knows of a column beside its cells. */
export type NumericCounts = Pick<NumericSummary, 'n' | 'nulls' | 'bad' | 'nans' | 'pinf' | 'ninf' | 'weight' | 'weight2'>

/** A summary of distinct values with their counts; a grid is learned when none is given. Exact: `resolution` is that of the cells. */
export function numericOf(counts: NumericCounts, cells: Cells, grid: Grid = gridFor(cells)): NumericSummary {
  const finite = finiteCells(cells).values
  return {
    kind: 'numeric',
    ...counts,
    moments: momentsOf(cells, grid),
    center: grid.center,
    scale: grid.scale,
    lo: finite[0] ?? Number.NaN,
    hi: finite.at(-1) ?? Number.NaN,
    cells,
  }
}

/**
 * The twin of the engine's statements: a summary of an array, exact.
 *
 * @param values   NaN carries in its bits why it is absent (`absentBits`)
 * @param weights  one a value, or empty when rows are not weighted
 */
export function numericFromArray(values: ArrayLike<number>, weights: ArrayLike<number> = [], grid?: Grid): NumericSummary {
  const pairs: (readonly [number, number])[] = []
  const counts = { n: values.length, nulls: 0, bad: 0, nans: 0, pinf: 0, ninf: 0, weight: 0, weight2: 0 }
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN
    const weight = weights[row] ?? 1
    counts.weight += weight
    counts.weight2 += weight * weight
    if (Number.isNaN(value)) {
      counts.nans++
      const reason = bitsOf(value)
      if (reason === absentBits.missing) counts.nulls++
      if (reason === absentBits.wrong) counts.bad++
    } else pairs.push([value, weight])
    if (value === Infinity) counts.pinf++
    if (value === -Infinity) counts.ninf++
  }
  return numericOf(counts, tallyCells(pairs), grid)
}

/** Rounds the cells of an exact summary to a grid, as panes have them, so that both sides of a comparison are cut alike. Moments and ends stay exact. */
export function onGrid(summary: NumericSummary, grid: Grid): NumericSummary {
  const { values, counts } = summary.cells
  let resolution = 0
  const pairs = Array.from(values, (value, index) => {
    const cell = cellOf(value, grid)
    resolution = Math.max(resolution, cellWidth(cell, grid))
    return [cellMiddle(cell, grid), counts[index] ?? 0] as const
  })
  return { ...summary, ...grid, moments: momentsOf(summary.cells, grid), cells: { ...tallyCells(pairs), resolution } }
}

/** Moments about another centre and scale, by the binomial formulas. */
function recentred(summary: NumericSummary, to: Grid): readonly [number, number, number, number, number] {
  if (summary.center === to.center && summary.scale === to.scale) return summary.moments
  const [m0, m1, m2, m3, m4] = summary.moments
  const shift = (summary.center - to.center) / to.scale
  const ratio = summary.scale / to.scale
  return [
    m0,
    ratio * m1 + shift * m0,
    ratio ** 2 * m2 + 2 * ratio * shift * m1 + shift ** 2 * m0,
    ratio ** 3 * m3 + 3 * ratio ** 2 * shift * m2 + 3 * ratio * shift ** 2 * m1 + shift ** 3 * m0,
    ratio ** 4 * m4 + 4 * ratio ** 3 * shift * m3 + 6 * ratio ** 2 * shift ** 2 * m2 + 4 * ratio * shift ** 3 * m1 + shift ** 4 * m0,
  ]
}

const least = (a: number, b: number): number => (Number.isNaN(a) || b < a ? b : a)
const greatest = (a: number, b: number): number => (Number.isNaN(a) || b > a ? b : a)

/** Both windows together, on the grid of the first. Counts add exactly, moments to rounding. */
export function mergeNumeric(a: NumericSummary, b: NumericSummary): NumericSummary {
  if (a.n === 0) return b
  const moments = recentred(b, a)
  return {
    kind: 'numeric',
    ...addedCounts(a, b),
    nans: a.nans + b.nans,
    pinf: a.pinf + b.pinf,
    ninf: a.ninf + b.ninf,
    moments: [a.moments[0] + moments[0], a.moments[1] + moments[1], a.moments[2] + moments[2], a.moments[3] + moments[3], a.moments[4] + moments[4]],
    center: a.center,
    scale: a.scale,
    lo: least(a.lo, b.lo),
    hi: greatest(a.hi, b.hi),
    cells: mergeCells(a.cells, b.cells),
  }
}
