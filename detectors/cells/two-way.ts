import { chiSquareUpperTail } from '../math/chi-square.ts'
import { fisherExact } from '../math/counts.ts'
import { uniformDraws } from '../math/draws.ts'
import { totalOf } from '../summaries/cells.ts'
import type { CellPair } from './column-cells.ts'
import { pearson } from './pearson.ts'
import { pooled } from './pooled.ts'

/** Drawing a row costs as much as passing 20 cells; up to this many cells a table, 999 tables take some 15 ms. */
const rowCost = 20
const workMax = 15_000
const draws = 999

const wholeNumbers = ({ baseline, window }: CellPair): boolean => [baseline, window].every(side => side.every(count => Number.isInteger(count)))

/** p of a table of two sides, and how it was found. */
export interface TableP {
  readonly pValue: number
  readonly exact: boolean
}

/**
 * p of "both sides have the same shares": Fisher's for two cells; for more, the share of 999 tables with the same margins whose X² is as large,
 * and the chi-square law on pooled cells where so many rows need no drawing or where rows are weighted.
 *
 * Source: Fisher (1935); Freeman and Halton (1951), Biometrika 38; p = (1 + hits) / (1 + draws): Phipson and Smyth (2010).
 */
export function tableP(pair: CellPair, seed: number): TableP {
  const { baseline, window } = pair
  const [N, n] = [totalOf(baseline), totalOf(window)]
  if (baseline.length < 2) return { pValue: 1, exact: true }
  const whole = wholeNumbers(pair)
  if (whole && baseline.length === 2) return { pValue: Math.max(1e-300, fisherExact(window[0] ?? 0, n, baseline[0] ?? 0, N)), exact: true }
  if (whole && Math.min(N, n) * (rowCost + baseline.length) <= workMax) return { pValue: drawnP(N < n ? turned(pair) : pair, seed), exact: true }
  const { statistic, df } = pearson(pooled(pair))
  return { pValue: df < 1 ? 1 : Math.max(1e-300, chiSquareUpperTail(statistic, df)), exact: false }
}

const turned = ({ baseline, window, ordered }: CellPair): CellPair => ({ baseline: window, window: baseline, ordered })

/** @param pair  the window is the smaller side */
function drawnP({ baseline, window }: CellPair, seed: number): number {
  const all = baseline.map((count, cell) => count + (window[cell] ?? 0)).sort((a, b) => b - a)
  const [rows, n] = [totalOf(all), totalOf(window)]
  // X² rises with Σ d²/(c + d) when the margins are fixed.
  const observed = window.reduce((sum, d, cell) => sum + d ** 2 / (d + (baseline[cell] ?? 0)), 0)
  const next = uniformDraws(seed)
  let hits = 0
  for (let draw = 0; draw < draws; draw++) {
    const table = withoutReplacement(all, rows, n, next)
    let sum = 0
    for (let cell = 0; cell < all.length; cell++) sum += (table[cell] as number) ** 2 / (all[cell] as number)
    if (sum >= observed * (1 - 1e-12)) hits++
  }
  return (1 + hits) / (1 + draws)
}

/** How often each cell is among `n` of the rows, taken at random. Cells with many rows come first, so that few are passed. */
function withoutReplacement(all: Float64Array, rows: number, n: number, next: () => number): Float64Array {
  const left = Float64Array.from(all)
  const table = new Float64Array(all.length)
  for (let drawn = 0; drawn < n; drawn++) {
    let place = Math.floor(next() * (rows - drawn))
    let cell = 0
    while (place >= (left[cell] as number)) place -= left[cell++] as number
    left[cell] = (left[cell] as number) - 1
    table[cell] = (table[cell] as number) + 1
  }
  return table
}
