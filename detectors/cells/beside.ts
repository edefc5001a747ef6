import type { Cells } from '../../contract/index.ts'
import { chiSquareUpperTail } from '../math/chi-square.ts'
import { categoryOfCounts } from '../summaries/category.ts'
import { quantileOf, totalOf } from '../summaries/cells.ts'
import { cellPair } from './column-cells.ts'
import { distanceP, largestGap } from './kolmogorov-smirnov.ts'
import { pearson } from './pearson.ts'
import { pooled } from './pooled.ts'

/** Below this a difference beside a reading is worth a word. */
const pNews = 0.001

/** A distribution that moved, as a note: median before and after, with the K-S p. Nothing where it did not, or a side is empty. */
export function movedNote(what: string, baseline: Cells, window: Cells): string[] {
  const [N, n] = [totalOf(baseline.counts), totalOf(window.counts)]
  if (N === 0 || n === 0) return []
  const p = distanceP(largestGap(baseline, window).distance, N, n, false)
  if (p > pNews) return []
  return [`${what}: median ${shown(quantileOf(baseline, 0.5))}, now ${shown(quantileOf(window, 0.5))} (p ${p.toPrecision(2)})`]
}

/** Shares that changed, as a note: the value that grew most, with the chi-square p. */
export function changedNote(what: string, baseline: ReadonlyMap<string, number>, window: ReadonlyMap<string, number>): string[] {
  const [before, after] = [categoryOfCounts(baseline), categoryOfCounts(window)]
  if (before.n === 0 || after.n === 0) return []
  const { statistic, df } = pearson(pooled(cellPair(before, after, 1)))
  const p = df < 1 ? 1 : chiSquareUpperTail(statistic, df)
  if (p > pNews) return []
  const grown = Array.from(window, ([value, rows]) => ({ value, by: rows / after.n - (baseline.get(value) ?? 0) / before.n })).sort((a, b) => b.by - a.by)[0]
  return grown ? [`${what}: more ${grown.value} (p ${p.toPrecision(2)})`] : []
}

const shown = (value: number): string => String(Number(value.toPrecision(4)))
