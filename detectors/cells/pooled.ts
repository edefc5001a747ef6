import { totalOf } from '../summaries/cells.ts'
import type { CellPair } from './column-cells.ts'

/** Smallest expected count of a cell for the chi-square law to hold. */
const expectedMin = 5

const harmonicSize = (N: number, n: number): number => (N * n) / (N + n)

/**
 * Neighbours from left to right until a group expects enough; what remains joins the last group.
 * Decided by the baseline and n alone: pooling by the window would destroy the null law.
 *
 * @returns groups of cell numbers
 */
export function poolOrdered(baseline: Float64Array, n: number): number[][] {
  const N = totalOf(baseline)
  const groups: number[][] = []
  let open: number[] = []
  let weight = 0
  for (const [cell, count] of baseline.entries()) {
    open.push(cell)
    weight += count
    if ((harmonicSize(N, n) * weight) / N < expectedMin) continue
    groups.push(open)
    open = []
    weight = 0
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
export function poolCategories(baseline: Float64Array, n: number): number[][] {
  const N = totalOf(baseline)
  const expected = (count: number) => (harmonicSize(N, n) * count) / N
  const cells = Array.from(baseline.keys())
  const kept = cells.filter(cell => expected(baseline[cell] ?? 0) >= expectedMin)
  const rare = cells.filter(cell => !kept.includes(cell))
  if (rare.length === 0 || kept.length === 0) return [...kept.map(cell => [cell]), ...(rare.length > 0 ? [rare] : [])]
  if (expected(rare.reduce((sum, cell) => sum + (baseline[cell] ?? 0), 0)) >= expectedMin) return [...kept.map(cell => [cell]), rare]
  const smallest = kept.reduce((least, cell) => ((baseline[cell] ?? 0) < (baseline[least] ?? 0) ? cell : least))
  return [...kept.filter(cell => cell !== smallest).map(cell => [cell]), [...rare, smallest].sort((a, b) => a - b)]
}

/** Both sides in pooled cells. */
export function pooled({ baseline, window, ordered }: CellPair): CellPair {
  const groups = (ordered ? poolOrdered : poolCategories)(baseline, totalOf(window))
  const sum = (cells: Float64Array) => Float64Array.from(groups, group => group.reduce((total, cell) => total + (cells[cell] ?? 0), 0))
  return { baseline: sum(baseline), window: sum(window), ordered }
}

/** N·n / (N + n) of the two sides. */
export const pairSize = ({ baseline, window }: CellPair): number => harmonicSize(totalOf(baseline), totalOf(window))
