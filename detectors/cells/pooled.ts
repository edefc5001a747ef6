import { totalOf } from '../summaries/cells.ts'
import type { CellPair } from './column-cells.ts'

/** Smallest expected count of a cell for the chi-square law to hold. */
const expectedMin = 5

/** No cell that expects a sixth of as many rows as would be enough holds enough by chance. */
const beyondChance = 6

const harmonicSize = (N: number, n: number): number => (N * n) / (N + n)

/** Rows that each cell expects of a comparison of one side's counts with `n` rows of the other. */
function expectedRows(counts: Float64Array, n: number): Float64Array {
  const N = totalOf(counts)
  return counts.map(count => (harmonicSize(N, n) * count) / N)
}

/**
 * Neighbours from left to right until a group expects enough; what remains joins the last group.
 * Decided by the baseline and n alone: pooling by the window would destroy the null law.
 *
 * @returns groups of cell numbers
 */
export const poolOrdered = (baseline: Float64Array, n: number): number[][] => groupNeighbours(expectedRows(baseline, n))

function groupNeighbours(expected: Float64Array): number[][] {
  const groups: number[][] = []
  let open: number[] = []
  let rows = 0
  for (const [cell, count] of expected.entries()) {
    open.push(cell)
    rows += count
    if (rows < expectedMin) continue
    groups.push(open)
    open = []
    rows = 0
  }
  if (open.length === 0) return groups
  const last = groups.pop() ?? []
  return [...groups, [...last, ...open]]
}

/**
 * Categories that expect enough stay; the others are one cell, which the smallest that stays joins when it would expect too little.
 *
 * @param baseline  a last cell of 0 holds what the baseline never saw
 * @returns groups of cell numbers, the pooled one last
 */
export const poolCategories = (baseline: Float64Array, n: number): number[][] => groupRare(expectedRows(baseline, n))

function groupRare(expected: Float64Array): number[][] {
  const rowsOf = (cell: number): number => expected[cell] ?? 0
  const cells = Array.from(expected.keys())
  const kept = cells.filter(cell => rowsOf(cell) >= expectedMin)
  const rare = cells.filter(cell => rowsOf(cell) < expectedMin)
  if (rare.length === 0 || kept.length === 0) return [...kept.map(cell => [cell]), ...(rare.length > 0 ? [rare] : [])]
  if (rare.reduce((sum, cell) => sum + rowsOf(cell), 0) >= expectedMin) return [...kept.map(cell => [cell]), rare]
  const smallest = kept.reduce((least, cell) => (rowsOf(cell) < rowsOf(least) ? cell : least))
  return [...kept.filter(cell => cell !== smallest).map(cell => [cell]), [...rare, smallest].sort((a, b) => a - b)]
}

/** Both sides in pooled cells, for a p. */
export const pooled = (pair: CellPair): CellPair => inGroups(pair, (pair.ordered ? poolOrdered : poolCategories)(pair.baseline, totalOf(pair.window)))

/**
 * Both sides in cells that are large enough for an interval: by the rows of both together, which says nothing of how they are split, or by so many
 * rows on one side that chance cannot have put them there. As they are where fewer than two cells would be left.
 */
export function pooledByEither(pair: CellPair): CellPair {
  const [N, n, h] = [totalOf(pair.baseline), totalOf(pair.window), pairSize(pair)]
  const expected = pair.baseline.map((count, cell) => {
    const other = pair.window[cell] ?? 0
    return h * Math.max((count + other) / (N + n), Math.max(count / N, other / n) / beyondChance)
  })
  const groups = (pair.ordered ? groupNeighbours : groupRare)(expected)
  return groups.length < 2 ? pair : inGroups(pair, groups)
}

function inGroups({ baseline, window, ordered }: CellPair, groups: readonly number[][]): CellPair {
  const sum = (cells: Float64Array) => Float64Array.from(groups, group => group.reduce((total, cell) => total + (cells[cell] ?? 0), 0))
  return { baseline: sum(baseline), window: sum(window), ordered }
}

/** N·n / (N + n) of the two sides. */
export const pairSize = ({ baseline, window }: CellPair): number => harmonicSize(totalOf(baseline), totalOf(window))
