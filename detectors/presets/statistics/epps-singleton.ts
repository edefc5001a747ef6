import type { Cells } from '../../../contract/index.ts'
import { chiSquareUpperTail } from '../../math/chi-square.ts'
import { mergeCells } from '../../summaries/cells.ts'
import { linearQuantile } from './quantile.ts'
import type { Sides } from './sides.ts'

const points = [0.4, 0.8]

/**
 * Epps and Singleton's test on the empirical characteristic functions at 0.4 and 0.8, as SciPy has it.
 * Source: Epps and Singleton (1986), Journal of Statistical Computation and Simulation 26.
 *
 * @returns null where the pooled interquartile range is 0, or the four waves do not vary independently
 */
export function eppsSingleton({ before, after, N, n }: Sides): { readonly statistic: number; readonly pValue: number } | null {
  const pooled = mergeCells(before, after)
  const scale = (linearQuantile(pooled, 0.75) - linearQuantile(pooled, 0.25)) / 2
  if (!(scale > 0)) return null
  const [x, y] = [wavesOf(before, N, scale), wavesOf(after, n, scale)]
  const M = N + n
  const covariance = x.covariance.map((row, at) => row.map((cell, to) => (M / N) * cell + (M / n) * (y.covariance[at]?.[to] as number)))
  const gap = x.means.map((mean, at) => mean - (y.means[at] as number))
  const solved = solve(covariance, gap)
  if (solved === null) return null
  const small = Math.max(N, n) < 25 ? 1 / (1 + M ** -0.45 + 10.1 * (N ** -1.7 + n ** -1.7)) : 1
  const statistic = small * M * gap.reduce((sum, one, at) => sum + one * (solved[at] as number), 0)
  return { statistic, pValue: chiSquareUpperTail(statistic, gap.length) }
}

function wavesOf({ values, counts }: Cells, rows: number, scale: number) {
  const waves = Array.from(values, value => [...points.map(t => Math.cos((t * value) / scale)), ...points.map(t => Math.sin((t * value) / scale))])
  const means = [0, 1, 2, 3].map(wave => waves.reduce((sum, row, at) => sum + (row[wave] as number) * (counts[at] as number), 0) / rows)
  const product = (a: number, b: number): number =>
    waves.reduce(
      (sum, row, at) => sum + ((row[a] as number) - (means[a] as number)) * ((row[b] as number) - (means[b] as number)) * (counts[at] as number),
      0,
    ) / rows
  return { means, covariance: means.map((_, a) => means.map((__, b) => product(a, b))) }
}

/** Gauss–Jordan with pivots; null for a matrix without an inverse. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const rows = matrix.map((row, at) => [...row, right[at] as number])
  for (let at = 0; at < rows.length; at++) {
    const best = rows.slice(at).reduce((most, row, offset) => (Math.abs(row[at] as number) > Math.abs(rows[most]?.[at] as number) ? at + offset : most), at)
    ;[rows[at], rows[best]] = [rows[best] as number[], rows[at] as number[]]
    const pivot = rows[at] as number[]
    if (!(Math.abs(pivot[at] as number) > 1e-14)) return null
    for (const row of rows) {
      if (row === pivot) continue
      const factor = (row[at] as number) / (pivot[at] as number)
      for (const [to, cell] of pivot.entries()) row[to] = (row[to] as number) - factor * cell
    }
  }
  return rows.map((row, at) => (row.at(-1) as number) / (row[at] as number))
}
