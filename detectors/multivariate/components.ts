import { symmetricEigen } from '../math/matrix.ts'

export interface Components {
  /** Share of the variance that each holds, the largest first. */
  readonly explained: readonly number[]
  /** Unit vectors of the directions that are not kept. */
  readonly rest: readonly Float64Array[]
}

/** How many components are kept: so many, or enough to hold more than a share of the variance, but never all. */
export type Kept = { readonly count: number } | { readonly variance: number }

/** Principal components of standardised rows, whose means are 0. */
export function componentsOf(rows: readonly Float64Array[], kept: Kept): Components {
  const size = rows[0]?.length ?? 0
  const { values, vectors } = symmetricEigen(squareOf(rows), size)
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0)
  const shares = Array.from(values, value => (total > 0 ? Math.max(0, value) / total : 0))
  const count = 'count' in kept ? Math.min(size, kept.count) : countOf(shares, kept.variance)
  return { explained: shares.slice(0, count), rest: vectors.slice(count) }
}

/** Σzzᵀ, a full square by rows. */
function squareOf(rows: readonly Float64Array[]): Float64Array {
  const size = rows[0]?.length ?? 0
  const square = new Float64Array(size * size)
  for (const row of rows) {
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) square[i * size + j] = (square[i * size + j] as number) + (row[i] as number) * (row[j] as number)
  }
  return square
}

function countOf(shares: readonly number[], variance: number): number {
  let held = 0
  const enough = shares.findIndex(share => (held += share) > variance)
  return Math.max(1, Math.min(shares.length - 1, enough < 0 ? shares.length : enough + 1))
}

/** ‖z − VVᵀz‖ of each row: its length in the directions that are not kept, which are fewer and lose no digits. */
export const reconstructionErrors = (rows: readonly Float64Array[], { rest }: Components): number[] =>
  rows.map(row => {
    let square = 0
    for (const vector of rest) {
      let along = 0
      for (let k = 0; k < row.length; k++) along += (row[k] as number) * (vector[k] as number)
      square += along * along
    }
    return Math.sqrt(square)
  })
