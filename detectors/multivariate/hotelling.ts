import type { CrossSummary } from '../../contract/index.ts'
import { symmetricEigen } from '../math/matrix.ts'
import { fUpperTail } from '../math/student.ts'
import { meansOf, scatterOf } from './moments.ts'
import { clipped, harmonic } from './sizes.ts'

/** Beyond this condition number the pooled covariance is propped up by a ridge. */
const conditionMax = 1e8
const ridgeShare = 1e-6

export interface Hotelling {
  readonly T2: number
  readonly F: number
  readonly d1: number
  readonly d2: number
  readonly pValue: number
  readonly ridge: boolean
}

/**
 * T² = h dᵀS⁻¹d, S the pooled covariance; (N+n−k−1)/((N+n−2)k)·T² ~ F(k, N+n−k−1).
 *
 * @returns null when a side has no more rows than columns, or nothing varies
 * Source: Hotelling (1931), The generalization of Student's ratio, Annals of Mathematical Statistics 2.
 */
export function hotelling(baseline: CrossSummary, window: CrossSummary): Hotelling | null {
  const k = window.columns.length
  const rows = baseline.n + window.n
  if (baseline.n <= k || window.n <= k) return null
  const after = meansOf(window)
  const difference = meansOf(baseline).map((mean, at) => (after[at] ?? 0) - mean)
  const other = scatterOf(window)
  const pooled = scatterOf(baseline).map((sum, at) => (sum + (other[at] ?? 0)) / (rows - 2))
  const { values, vectors } = symmetricEigen(pooled, k)
  const [largest, smallest] = [values[0] ?? 0, values.at(-1) ?? 0]
  if (!(largest > 0)) return null
  const ridge = !(smallest > largest / conditionMax)
  const added = ridge ? (ridgeShare * values.reduce((sum, value) => sum + value, 0)) / k : 0
  const square = values.reduce((sum, value, at) => sum + dot(vectors[at], difference) ** 2 / (Math.max(0, value) + added), 0)
  const T2 = harmonic(baseline.n, window.n) * square
  const [d1, d2] = [k, rows - k - 1]
  const F = (d2 / ((rows - 2) * k)) * T2
  return { T2, F, d1, d2, pValue: clipped(fUpperTail(F, d1, d2)), ridge }
}

const dot = (a: Float64Array | undefined, b: Float64Array): number => b.reduce((sum, x, at) => sum + x * (a?.[at] ?? 0), 0)
