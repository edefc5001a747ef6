import type { FeaturesSummary, SampleSummary } from '../../contract/index.ts'
import { normalDraws } from '../math/draws.ts'
import { symmetricEigenvalues } from '../math/matrix.ts'
import { nthSmallest } from '../math/nth-smallest.ts'
import { isComplete, type NumberRow } from './crosses.ts'

/** Directions of random Fourier features: the kernel is met within about 1/√D. */
export const directionsCount = 64
/** Rows whose distances give the width of the kernel. */
const distanceRowsMax = 1000

/** What both sides of a comparison share. */
export interface FeaturesPlan {
  readonly columns: readonly string[]
  readonly centers: readonly number[]
  readonly scales: readonly number[]
  readonly leftOut: number
  readonly identity: string
  /** A list a direction, in units of standardised columns. */
  readonly directions: readonly (readonly number[])[]
  readonly spectrum: readonly number[]
}

/** cos ωᵀz of every direction, then sin ωᵀz, over √D. */
export function featuresOf(z: readonly number[], directions: FeaturesPlan['directions']): Float64Array {
  const D = directions.length
  const features = new Float64Array(2 * D)
  for (const [j, direction] of directions.entries()) {
    const angle = direction.reduce((sum, w, at) => sum + w * (z[at] ?? 0), 0)
    features[j] = Math.cos(angle) / Math.sqrt(D)
    features[D + j] = Math.sin(angle) / Math.sqrt(D)
  }
  return features
}

const standardised = (row: readonly number[], { centers, scales }: Pick<FeaturesPlan, 'centers' | 'scales'>): number[] =>
  row.map((x, at) => (x - (centers[at] ?? 0)) / (scales[at] ?? 1))

/** The twin of the engine's statement. */
export function featuresFromRows(rows: readonly NumberRow[], plan: FeaturesPlan): FeaturesSummary {
  const complete = rows.filter(isComplete)
  const sums = new Float64Array(2 * plan.directions.length)
  for (const row of complete) for (const [at, feature] of featuresOf(standardised(row, plan), plan.directions).entries()) sums[at] = (sums[at] ?? 0) + feature
  return featuresOfSums(plan, { n: complete.length, incomplete: rows.length - complete.length, sums })
}

export const featuresOfSums = (plan: FeaturesPlan, own: Pick<FeaturesSummary, 'n' | 'incomplete' | 'sums'>): FeaturesSummary => ({
  kind: 'features',
  ...own,
  directions: plan.identity,
  leftOut: plan.leftOut,
  spectrum: plan.spectrum,
})

/** Both windows together; they share a plan. */
export const mergeFeatures = (a: FeaturesSummary, b: FeaturesSummary): FeaturesSummary => ({
  ...a,
  n: a.n + b.n,
  incomplete: a.incomplete + b.incomplete,
  sums: a.sums.map((x, at) => x + (b.sums[at] ?? 0)),
})

export interface FeaturesSettings {
  readonly seed: number
  readonly count: number
  /** Width of the kernel in standardised units; the median distance of rows when absent. */
  readonly sigma?: number
}

/** Directions ω ~ N(0, 1/σ²) for the numbers of a baseline's sample; null when it has no number that varies, or fewer than two complete rows. */
export function featuresPlan(sample: SampleSummary, { seed, count, sigma }: FeaturesSettings): FeaturesPlan | null {
  const numeric = sample.columns.flatMap(({ type, name }, at) => (type === 'numeric' ? [{ name, at }] : []))
  const rows = sample.rows.map(row => numeric.map(({ at }) => row[at] as number | null)).filter(isComplete)
  const moments = numeric.map((_, at) => spreadOf(rows.map(row => row[at] ?? 0)))
  const kept = moments.flatMap(({ scale }, at) => (scale > 0 ? [at] : []))
  if (kept.length === 0 || rows.length < 2) return null
  const [centers, scales] = [kept.map(at => moments[at]?.center ?? 0), kept.map(at => moments[at]?.scale ?? 1)]
  const z = rows.map(row =>
    standardised(
      kept.map(at => row[at] ?? 0),
      { centers, scales },
    ),
  )
  const width = sigma ?? medianDistance(z.slice(0, distanceRowsMax))
  const next = normalDraws(seed)
  const directions = Array.from({ length: count }, () => kept.map(() => Math.fround(next() / width)))
  return {
    columns: kept.map(at => numeric[at]?.name ?? ''),
    centers,
    scales,
    leftOut: sample.leftOut,
    identity: `${count} directions of ${kept.length} columns, seed ${seed}, width ${width}`,
    directions,
    spectrum: spectrumOf(z.map(row => featuresOf(row, directions))),
  }
}

/** Mean, and deviation with n. */
function spreadOf(values: readonly number[]): { readonly center: number; readonly scale: number } {
  const center = values.reduce((sum, x) => sum + x, 0) / values.length
  return { center, scale: Math.sqrt(values.reduce((sum, x) => sum + (x - center) ** 2, 0) / values.length) }
}

function medianDistance(rows: readonly (readonly number[])[]): number {
  const squares = new Float64Array((rows.length * (rows.length - 1)) / 2)
  let at = 0
  const typed = rows.map(row => Float64Array.from(row))
  for (const [i, a] of typed.entries()) {
    for (let j = 0; j < i; j++) squares[at++] = squareDistance(a, typed[j] as Float64Array)
  }
  return Math.sqrt(squares.length > 0 ? nthSmallest(squares, Math.floor(squares.length / 2)) : 0) || 1
}

function squareDistance(a: Float64Array, b: Float64Array): number {
  let square = 0
  for (let k = 0; k < a.length; k++) square += ((a[k] as number) - (b[k] as number)) ** 2
  // Rows so far apart that not even the difference is a number are infinitely far.
  return Number.isNaN(square) ? Infinity : square
}

/** Eigenvalues of the covariance of rows, with n − 1; those that rounding has made are dropped. */
export function spectrumOf(rows: readonly Float64Array[]): number[] {
  const size = rows[0]?.length ?? 0
  const mean = new Float64Array(size)
  for (const row of rows) for (let k = 0; k < size; k++) mean[k] = (mean[k] as number) + (row[k] as number) / rows.length
  const covariance = new Float64Array(size * size)
  for (const row of rows) {
    for (let i = 0; i < size; i++) {
      const x = ((row[i] as number) - (mean[i] as number)) / (rows.length - 1)
      for (let j = i; j < size; j++) covariance[i * size + j] = (covariance[i * size + j] as number) + x * ((row[j] as number) - (mean[j] as number))
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) covariance[i * size + j] = covariance[j * size + i] as number
  return Array.from(symmetricEigenvalues(covariance, size)).filter(value => value > 1e-12)
}
