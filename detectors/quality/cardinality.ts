import { defineDetector, noSettings } from '../../contract/index.ts'
import { measured } from '../cells/measured.ts'
import { type ColumnSummary, presentWeight, sizesOf } from '../cells/present.ts'
import { normal, z95 } from '../math/normal.ts'
import { expectedDistinct } from '../math/rarefaction.ts'

/** Relative error of a number of distinct values that was estimated from hashes. */
const sketchError = 0.0163
const pMin = 1e-300

/** Distinct present values; null on a grid, whose cells are not values. */
const distinctOf = (summary: ColumnSummary): number | null =>
  summary.kind === 'category' ? summary.distinct : summary.cells.resolution > 0 ? null : summary.cells.values.length

const estimated = (summary: ColumnSummary): boolean => summary.kind === 'category' && summary.rest > 0

/** How many values have so many rows, whole numbers also where rows are weighted; null where not every value is listed. */
function alikeOf(summary: ColumnSummary, rows: number): Map<number, number> | null {
  if (estimated(summary)) return null
  const scale = rows / presentWeight(summary)
  const alike = new Map<number, number>()
  for (const count of summary.kind === 'category' ? summary.counts.values() : summary.cells.counts) {
    const whole = Math.max(1, Math.round(count * scale))
    alike.set(whole, (alike.get(whole) ?? 0) + 1)
  }
  return alike
}

/**
 * Mean and standard error of the distinct values in `n` rows of a table like the baseline. Beyond half of it E[D₂ₙ] is not known: then that of half the
 * baseline grows with n, as it at most does. The baseline is a sample too, and N rows without a new value leave room for one in N.
 */
function foretold(alike: ReadonlyMap<number, number>, n: number, sketched: boolean): { readonly mean: number; readonly error: number } {
  const N = [...alike].reduce((sum, [count, values]) => sum + count * values, 0)
  const mean = expectedDistinct(alike, Math.min(n, N))
  const half = Math.min(n, Math.max(1, Math.floor(N / 2)))
  const gained = Math.max(0, expectedDistinct(alike, Math.min(2 * half, N)) - expectedDistinct(alike, half))
  const variance = gained * (n / half) * (1 + n / N) + n / N
  return { mean, error: Math.hypot(Math.sqrt(variance), sketched ? sketchError * mean : 0) }
}

/**
 * Distinct values, held against as many as so many rows of the baseline would have (rarefaction), never against the baseline's own number.
 *
 *   E[D] = Σ (1 − C(N − cᵢ, n) / C(N, n)),  z = (D − E[D]) ÷ √((E[D₂ₙ] − E[Dₙ])(1 + n/N) + n/N)
 *
 * With more rows than the baseline has, or values that are not all listed, there is nothing to foretell: value without p. Null on grid cells.
 * The interval is that of other windows of the same law around this value.
 * Unit: values. Shown, does not decide.
 * Source: Hurlbert (1971), The nonconcept of species diversity, Ecology 52.
 */
export default defineDetector({
  name: 'quality/cardinality',
  summary: 'Number of distinct values',
  reads: ['numeric', 'category'],
  roles: ['feature', 'class', 'output', 'segment'],
  unit: '1',
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    const value = distinctOf(window)
    if (value === null || sizes.n === 0 || sizes.baselineN === 0 || distinctOf(baseline) === null) return measured(sizes, {})
    const alike = alikeOf(baseline, sizes.baselineN)
    if (alike === null || sizes.n > sizes.baselineN) return measured(sizes, { value, notes: [`${share(value / sizes.n)} of the values are distinct`] })
    const { mean, error } = foretold(alike, Math.round(sizes.n), estimated(window))
    const z = Math.max(0, Math.abs(value - mean) - 0.5) / error
    const pValue = Math.max(pMin, Math.min(1, 2 * normal.upperTail(z)))
    return measured(sizes, { value, low: value - z95 * error, high: value + z95 * error, pValue, notes: [`${mean.toPrecision(4)} to be expected`] })
  },
})

const share = (part: number): string => `${(100 * part).toPrecision(3)} %`
