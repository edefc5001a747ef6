/** Every eigenvalue needs a few steps; this many for all of them means that rounding has the last word. */
const stepsMax = 60

/**
 * Eigenvalues of a symmetric tridiagonal matrix, ascending: implicit QL with Wilkinson's shift, to a few units in the last place of the largest.
 *
 * @param diagonal  k numbers
 * @param beside    k − 1 numbers next to the diagonal
 * Source: Golub and Van Loan, Matrix Computations (4th ed., 2013), 8.3.
 */
export function tridiagonalEigenvalues(diagonal: ArrayLike<number>, beside: ArrayLike<number>): Float64Array {
  const d = Float64Array.from(diagonal)
  const e = new Float64Array(d.length)
  e.set(Array.from(beside).slice(0, Math.max(0, d.length - 1)))
  for (let first = 0; first < d.length; first++) {
    for (let step = 0; step < stepsMax; step++) {
      const last = blockEnd(d, e, first)
      if (last === first) break
      sweep(d, e, first, last)
    }
  }
  return d.sort()
}

/** Last row of the block that starts at `first`: behind it the matrix falls apart. */
function blockEnd(d: Float64Array, e: Float64Array, first: number): number {
  let last = first
  while (last < d.length - 1 && Math.abs(at(e, last)) > Number.EPSILON * (Math.abs(at(d, last)) + Math.abs(at(d, last + 1)))) last++
  return last
}

const at = (list: Float64Array, index: number): number => list[index] as number

/** One QL step on the rows from `first` to `last`. */
function sweep(d: Float64Array, e: Float64Array, first: number, last: number): void {
  const half = (at(d, first + 1) - at(d, first)) / (2 * at(e, first))
  const root = Math.hypot(half, 1)
  let g = at(d, last) - at(d, first) + at(e, first) / (half + (half < 0 ? -root : root))
  let [sine, cosine, moved] = [1, 1, 0]
  for (let row = last - 1; row >= first; row--) {
    const [f, b] = [sine * at(e, row), cosine * at(e, row)]
    const r = Math.hypot(f, g)
    e[row + 1] = r
    if (r === 0) {
      d[row + 1] = at(d, row + 1) - moved
      e[last] = 0
      return
    }
    sine = f / r
    cosine = g / r
    g = at(d, row + 1) - moved
    const turned = (at(d, row) - g) * sine + 2 * cosine * b
    moved = sine * turned
    d[row + 1] = g + moved
    g = cosine * turned - b
  }
  d[first] = at(d, first) - moved
  e[first] = g
  e[last] = 0
}
