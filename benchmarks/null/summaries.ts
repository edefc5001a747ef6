import type { Summary } from '../../contract/index.ts'
import { type Column, categoryCells, type Kind, numericCells } from './column.ts'

const unweighted = (n: number, nulls: number) => ({ n, nulls, bad: 0, weight: n, weight2: n })
/** A value for each cell; which one does not matter to anybody. */
const cellValues = Float64Array.from({ length: numericCells }, (_, cell) => cell)
const names = Array.from({ length: categoryCells }, (_, cell) => `value ${cell}`)
const freshName = 'never seen'

/** What the collector would know of a span whose cells have these counts: cells, values never seen (categories), missing values. */
export const summaryOf = (kind: Kind, counts: ArrayLike<number>): Summary => (kind === 'numeric' ? numericOf(counts) : categoryOf(counts))

function numericOf(counts: ArrayLike<number>): Summary {
  const cells = new Float64Array(numericCells)
  let present = 0
  for (let cell = 0; cell < numericCells; cell++) {
    cells[cell] = counts[cell] as number
    present += counts[cell] as number
  }
  const missing = counts[numericCells] as number
  return {
    kind: 'numeric',
    ...unweighted(present + missing, missing),
    nans: missing,
    pinf: 0,
    ninf: 0,
    moments: [present, 0, 0, 0, 0],
    center: 0,
    scale: 1,
    lo: 0,
    hi: numericCells - 1,
    cells: { values: cellValues, counts: cells, resolution: 0 },
  }
}

function categoryOf(counts: ArrayLike<number>): Summary {
  const seen = new Map<string, number>()
  let present = 0
  for (let cell = 0; cell <= categoryCells; cell++) {
    const count = counts[cell] as number
    if (count > 0) seen.set(names[cell] ?? freshName, count)
    present += count
  }
  const missing = counts[categoryCells + 1] as number
  return { kind: 'category', ...unweighted(present + missing, missing), counts: seen, rest: 0, distinct: seen.size }
}

/** Counts of the slices [from, to) of a column together. */
export function countsOf({ width, counts }: Column, from: number, to: number): Float64Array {
  const sums = new Float64Array(width)
  for (let index = from * width; index < to * width; index++) {
    const cell = index % width
    sums[cell] = (sums[cell] as number) + (counts[index] as number)
  }
  return sums
}

/** A day of 300 rows a slice that strays nowhere: frames are learned from it, so that quantile cells are the sixteen of the law. */
export const idealCounts = (kind: Kind): readonly number[] =>
  kind === 'numeric'
    ? [...Array.from({ length: numericCells }, () => 5_400), 873]
    : [...Array.from({ length: categoryCells }, (_, cell) => Math.round(31_500 / (cell + 1))), 0, 865]
