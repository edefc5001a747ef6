import type { PresetSummary } from '../../../contract/index.ts'
import { energyDistance } from '../../cells/energy.ts'
import { midrankP, midrankStatistic } from '../../cells/midranks.ts'
import { transport } from '../../cells/transport.ts'
import { studentUpperTail } from '../../math/student.ts'
import { numbersOf, valueCounts } from '../binning/counts.ts'
import { meanAndVariance, type Sides } from './sides.ts'
import type { Tested } from './tables.ts'

export const wassersteinOf = ({ before, after, N, n }: Sides): number => transport(before, after, N, n).distance

/** In population standard deviations of the reference, 0.001 at least. */
export const normedWasserstein = (sides: Sides): number => wassersteinOf(sides) / Math.max(Math.sqrt(meanAndVariance(sides.before, sides.N).variance), 0.001)

export const energyOf = ({ before, after }: Sides): number => energyDistance(before, after)

/** SciPy's `cramervonmises_2samp(method="asymptotic")`. */
export function cramerVonMisesOf({ before, after, N, n }: Sides): Tested {
  const statistic = midrankStatistic([before, after], { N, n })
  return { statistic, pValue: midrankP(statistic, { N, n }) }
}

const twoSided = (t: number, df: number): number => Math.min(1, 2 * studentUpperTail(Math.abs(t), df))

/** Student's t of the reference less the window, with their pooled variance. */
export function studentT({ before, after, N, n }: Sides): Tested {
  const [a, b] = [meanAndVariance(before, N), meanAndVariance(after, n)]
  const df = N + n - 2
  const statistic = (a.mean - b.mean) / Math.sqrt(((N * a.variance + n * b.variance) / df) * (1 / N + 1 / n))
  return { statistic, pValue: twoSided(statistic, df) }
}

/** Welch's t of the reference less the window. */
export function welchT({ before, after, N, n }: Sides): Tested {
  const [a, b] = [meanAndVariance(before, N), meanAndVariance(after, n)]
  const [u, v] = [a.variance / (N - 1), b.variance / (n - 1)]
  const statistic = (a.mean - b.mean) / Math.sqrt(u + v)
  return { statistic, pValue: twoSided(statistic, (u + v) ** 2 / (u ** 2 / (N - 1) + v ** 2 / (n - 1))) }
}

/** Rows with a value that the reference does not have, infinities left out. */
export function unseenRows(reference: PresetSummary, current: PresetSummary): number {
  const known = valueCounts(reference)
  let rows = current.kind === 'category' ? current.rest : 0
  for (const [value, count] of valueCounts(current)) if (!known.has(value)) rows += count
  return rows
}

/** Rows outside the smallest and largest finite number of the reference. */
export function rowsOutside(reference: PresetSummary, current: PresetSummary): number {
  const { values } = numbersOf(reference)
  const [low, high] = [values[0] ?? -Infinity, values.at(-1) ?? Infinity]
  const { values: own, counts } = numbersOf(current)
  return own.reduce((rows, value, at) => rows + (value < low || value > high ? (counts[at] as number) : 0), 0)
}

/** Rows without a value: null, or NaN. */
export const missingRows = (summary: PresetSummary): number => (summary.kind === 'numeric' ? summary.nans - summary.bad : summary.nulls)
