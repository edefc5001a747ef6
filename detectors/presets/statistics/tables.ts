import type { CellPair } from '../../cells/column-cells.ts'
import { pearson } from '../../cells/pearson.ts'
import { chiSquareUpperTail } from '../../math/chi-square.ts'
import { totalOf } from '../../summaries/cells.ts'

export interface Tested {
  readonly statistic: number
  readonly pValue: number
}

const tested = (statistic: number, df: number): Tested => ({ statistic, pValue: df < 1 ? 1 : chiSquareUpperTail(statistic, df) })

/** SciPy's `chi2_contingency`; `yates` takes half a row off where there are two values. */
export function contingency(pair: CellPair, yates: boolean): Tested {
  const { statistic, df } = pearson(pair)
  if (!(yates && df === 1)) return tested(statistic, df)
  const [N, n] = [totalOf(pair.baseline), totalOf(pair.window)]
  const all = pair.baseline.map((count, at) => count + (pair.window[at] as number))
  const off = Math.abs((pair.baseline[0] as number) - ((all[0] as number) * N) / (N + n))
  const reduced = Math.max(0, off - 0.5) ** 2
  return tested(
    all.reduce((sum, rows) => sum + (reduced * (N + n)) / (rows * N) + (reduced * (N + n)) / (rows * n), 0),
    df,
  )
}

/** The window against the reference's shares, taken as exact: it finds change where two samples of one law differ by chance. */
export function goodnessOfFit({ baseline, window }: CellPair): Tested {
  const scale = totalOf(window) / totalOf(baseline)
  return tested(
    window.reduce((sum, count, at) => sum + (count - (baseline[at] as number) * scale) ** 2 / ((baseline[at] as number) * scale), 0),
    baseline.length - 1,
  )
}

/** Σ 2 O ln(O/E) of the window against the counts of the reference, which must have as many rows. */
export const likelihoodOfFit = ({ baseline, window }: CellPair): Tested =>
  tested(2 * window.reduce((sum, count, at) => sum + (count > 0 ? count * Math.log(count / (baseline[at] as number)) : 0), 0), baseline.length - 1)

/** G of the 2 × k table. */
export function likelihoodRatio({ baseline, window }: CellPair): Tested {
  const [N, n] = [totalOf(baseline), totalOf(window)]
  const part = (count: number, rows: number, side: number): number => (count > 0 ? count * Math.log((count * (N + n)) / (rows * side)) : 0)
  const sum = baseline.reduce((total, count, at) => {
    const other = window[at] as number
    return total + part(count, count + other, N) + part(other, count + other, n)
  }, 0)
  return tested(2 * sum, baseline.length - 1)
}
