import type { Cells, NumericSummary } from '../../contract/index.ts'
import { bridgeStatistic } from './bridge.ts'
import { midrankP, midrankStatistic } from './midranks.ts'
import { fewPlaces, type PairSizes } from './pooled-walk.ts'

/** T = h Σ (F − G)² m on cells, m the share of both sides in a cell, with the law of those cells. */
export function cellsStatistic(sides: readonly [Cells, Cells], sizes: PairSizes) {
  const places = fewPlaces(sides, sizes)
  return bridgeStatistic(
    places,
    places.map(({ mass }) => mass),
    (sizes.N * sizes.n) / (sizes.N + sizes.n),
  )
}

/** Tied rows, as a share of all, up to which the law of distinct rows holds. */
const tiedMax = 0.1

/** Rows that are not weighted and whose values are known: their midranks are. */
const ranked = ({ cells, weight, weight2, n }: NumericSummary): boolean => cells.resolution === 0 && weight === n && weight2 === n

/** Statistic and p of two columns: by midranks where rows are known, by the law of their cells where many are tied. */
export function cramerVonMises(baseline: NumericSummary, window: NumericSummary, sizes: PairSizes): { readonly statistic: number; readonly pValue: number } {
  const sides = [baseline.cells, window.cells] as const
  const distinct = sides[0].values.length + sides[1].values.length
  // Midranks of one value for all rows would say less than nothing.
  if (!(ranked(baseline) && ranked(window)) || distinct <= 2) return cellsStatistic(sides, sizes)
  const rows = { N: Math.round(sizes.N), n: Math.round(sizes.n) }
  const statistic = midrankStatistic(sides, rows)
  const few = distinct < (1 - tiedMax) * (sizes.N + sizes.n)
  return { statistic, pValue: few ? cellsStatistic(sides, sizes).pValue : midrankP(statistic, rows) }
}
