import { tridiagonalEigenvalues } from './tridiagonal.ts'

// Square matrices are lists of numbers by rows.

const at = (list: ArrayLike<number>, index: number): number => list[index] as number

/** Sweeps that any matrix of this size has needed, several times over. */
const sweepsMax = 50

export interface Eigen {
  /** Largest first. */
  readonly values: Float64Array
  /** The unit vector of each value, in the same order. */
  readonly vectors: readonly Float64Array[]
}

/**
 * Eigenvalues and vectors of a symmetric matrix, by Jacobi's rotations: each to a few units in the last place of the largest.
 *
 * Source: Golub and Van Loan, Matrix Computations (4th ed., 2013), 8.5.
 */
export function symmetricEigen(matrix: ArrayLike<number>, size: number): Eigen {
  const a = Float64Array.from(matrix)
  const v = new Float64Array(size * size)
  for (let i = 0; i < size; i++) v[i * size + i] = 1
  for (let sweep = 0; sweep < sweepsMax && beside(a, size) > 0; sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate({ a, v, size }, p, q)
  }
  const order = Array.from({ length: size }, (_, k) => k).sort((i, j) => at(a, j * size + j) - at(a, i * size + i))
  return { values: Float64Array.from(order, k => at(a, k * size + k)), vectors: order.map(k => v.slice(k * size, (k + 1) * size)) }
}

/** Largest number beside the diagonal that is not lost in rounding of the largest on it. */
function beside(a: Float64Array, size: number): number {
  let [largest, diagonal] = [0, 0]
  for (let i = 0; i < size; i++) {
    diagonal = Math.max(diagonal, Math.abs(at(a, i * size + i)))
    for (let j = i + 1; j < size; j++) largest = Math.max(largest, Math.abs(at(a, i * size + j)))
  }
  return largest > 1e-17 * diagonal ? largest : 0
}

interface Turning {
  readonly a: Float64Array
  /** Vectors as rows. */
  readonly v: Float64Array
  readonly size: number
}

/** Turns the plane of rows p and q so that a(p, q) is 0. */
function rotate({ a, v, size }: Turning, p: number, q: number): void {
  const apart = at(a, p * size + q)
  if (apart === 0) return
  const half = (at(a, q * size + q) - at(a, p * size + p)) / (2 * apart)
  const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1))
  const cosine = 1 / Math.hypot(tangent, 1)
  const sine = tangent * cosine
  for (let k = 0; k < size; k++) turn(a, [k * size + p, k * size + q], cosine, sine)
  for (let k = 0; k < size; k++) turn(a, [p * size + k, q * size + k], cosine, sine)
  for (let k = 0; k < size; k++) turn(v, [p * size + k, q * size + k], cosine, sine)
  a[p * size + q] = 0
  a[q * size + p] = 0
}

function turn(list: Float64Array, [i, j]: readonly [number, number], cosine: number, sine: number): void {
  const [x, y] = [at(list, i), at(list, j)]
  list[i] = cosine * x - sine * y
  list[j] = sine * x + cosine * y
}

/**
 * Eigenvalues alone, largest first: Householder's reflections to three diagonals, then QL. Several times faster than with vectors.
 *
 * Source: Golub and Van Loan, Matrix Computations (4th ed., 2013), 8.3.
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, size: number): Float64Array {
  const a = Float64Array.from(matrix)
  for (let column = 0; column < size - 2; column++) reflect(a, size, column)
  const diagonal = Array.from({ length: size }, (_, k) => at(a, k * size + k))
  const next = Array.from({ length: Math.max(0, size - 1) }, (_, k) => at(a, k * size + k + 1))
  return tridiagonalEigenvalues(diagonal, next).reverse()
}

/** A reflection from both sides that leaves of a column only its two numbers beside the diagonal. */
function reflect(a: Float64Array, size: number, column: number): void {
  const first = column + 1
  const v = new Float64Array(size)
  let square = 0
  for (let row = first; row < size; row++) {
    v[row] = at(a, row * size + column)
    square += at(v, row) ** 2
  }
  const length = Math.sqrt(square)
  if (length === Math.abs(at(v, first))) return
  v[first] = at(v, first) + (at(v, first) < 0 ? -length : length)
  const half = (square - at(a, first * size + column) ** 2 + at(v, first) ** 2) / 2
  const p = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    for (let k = first; k < size; k++) p[row] = at(p, row) + (at(a, row * size + k) * at(v, k)) / half
  }
  let middle = 0
  for (let k = first; k < size; k++) middle += (at(p, k) * at(v, k)) / (2 * half)
  for (let k = 0; k < size; k++) p[k] = at(p, k) - middle * at(v, k)
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) a[row * size + k] = at(a, row * size + k) - at(v, row) * at(p, k) - at(p, row) * at(v, k)
  }
}

/** The x of Ax = b, by elimination with the largest pivot of each column; null when A has no inverse. */
export function solve(matrix: ArrayLike<number>, right: ArrayLike<number>): Float64Array | null {
  const size = right.length
  const [a, x] = [Float64Array.from(matrix), Float64Array.from(right)]
  for (let column = 0; column < size; column++) {
    const pivot = largestBelow(a, size, column)
    if (at(a, pivot * size + column) === 0) return null
    swapRows(a, x, [column, pivot])
    for (let row = column + 1; row < size; row++) {
      const factor = at(a, row * size + column) / at(a, column * size + column)
      if (factor === 0) continue
      for (let k = column; k < size; k++) a[row * size + k] = at(a, row * size + k) - factor * at(a, column * size + k)
      x[row] = at(x, row) - factor * at(x, column)
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = at(x, row)
    for (let k = row + 1; k < size; k++) rest -= at(a, row * size + k) * at(x, k)
    x[row] = rest / at(a, row * size + row)
  }
  return x
}

function largestBelow(a: Float64Array, size: number, column: number): number {
  let best = column
  for (let row = column + 1; row < size; row++) if (Math.abs(at(a, row * size + column)) > Math.abs(at(a, best * size + column))) best = row
  return best
}

function swapRows(a: Float64Array, x: Float64Array, [i, j]: readonly [number, number]): void {
  if (i === j) return
  const size = x.length
  const row = a.slice(i * size, (i + 1) * size)
  a.copyWithin(i * size, j * size, (j + 1) * size)
  a.set(row, j * size)
  const held = at(x, i)
  x[i] = at(x, j)
  x[j] = held
}
