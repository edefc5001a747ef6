import { symmetricEigen } from '../math/matrix.ts'

export interface Components {
  /** Unit vectors, those that hold most of the variance first. */
  readonly vectors: readonly Float64Array[]
  /** Share of the variance that each holds. */
  readonly explained: readonly number[]
}

/** How many components are kept: so many, or enough to hold more than a share of the variance, but never all. */
export type Kept = { readonly count: number } | { readonly variance: number }

/** Principal components of standardised rows, whose means are 0. */
export function componentsOf(rows: readonly Float64Array[], kept: Kept): Components {
  const size = rows[0]?.length ?? 0
  const square = new Float64Array(size * size)
  for (const row of rows) {
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) square[i * size + j] = (square[i * size + j] as number) + (row[i] as number) * (row[j] as number)
  }
  const { values, vectors } = symmetricEigen(square, size)
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0)
  const shares = Array.from(values, value => (total > 0 ? Math.max(0, value) / total : 0))
  const count = 'count' in kept ? Math.min(size, kept.count) : countOf(shares, kept.variance)
  return { vectors: vectors.slice(0, count), explained: shares.slice(0, count) }
}

function countOf(shares: readonly number[], variance: number): number {
  let held = 0
  const enough = shares.findIndex(share => (held += share) > variance)
  return Math.max(1, Math.min(shares.length - 1, enough < 0 ? shares.length : enough + 1))
}

/** ‖z − VVᵀz‖ of each row. */
export const reconstructionErrors = (rows: readonly Float64Array[], { vectors }: Components): number[] =>
  rows.map(row => {
    const rest = Float64Array.from(row)
    for (const vector of vectors) {
      const along = row.reduce((sum, x, at) => sum + x * (vector[at] ?? 0), 0)
      for (const [at, x] of vector.entries()) rest[at] = (rest[at] ?? 0) - along * x
    }
    return Math.hypot(...rest)
  })
