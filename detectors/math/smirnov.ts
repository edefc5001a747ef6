import { logChoose } from './gamma.ts'

/** Rows up to which the exact law is taken, and the sizes of √n·D beyond which two one-sided tails are as good. */
const fewRows = 140
const [farFew, farMany] = [4, 2.2]

/**
 * P(D⁺ ≥ d) of one sample of n rows against its law.
 *
 *   d Σ_j C(n,j) (d + j/n)^{j−1} (1 − d − j/n)^{n−j}
 *
 * Source: Birnbaum and Tingey (1951), Annals of Mathematical Statistics 22.
 */
function oneSidedUpperTail(d: number, n: number): number {
  let sum = 0
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const rest = 1 - d - j / n
    if (rest <= 0) break
    sum += Math.exp(logChoose(n, j) + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(rest))
  }
  return d * sum
}

/**
 * P(D ≥ d) of the two-sided Kolmogorov–Smirnov distance of one sample of n rows, for this n.
 *
 * Exact for few rows, else within 1e-9 or so by the expansion of Pelz and Good.
 * Source: Simard and L'Ecuyer (2011), Computing the two-sided Kolmogorov–Smirnov distribution, Journal of Statistical Software 39.
 */
export function sizedKolmogorovUpperTail(d: number, n: number): number {
  if (n * d <= 0.5) return 1
  if (d >= 1) return 0
  const square = n * d * d
  if (square >= (n <= fewRows ? farFew : farMany)) return Math.min(1, 2 * oneSidedUpperTail(d, n))
  const lower = n <= fewRows || (n <= 100_000 && n * d ** 1.5 <= 1.4) ? matrixLowerTail(d, n) : expandedLowerTail(d, n)
  return Math.min(1, Math.max(0, 1 - lower))
}

/** P(D < d) by the n-th power of Durbin's matrix: Marsaglia, Tsang and Wang (2003), Journal of Statistical Software 8. */
function matrixLowerTail(d: number, n: number): number {
  const k = Math.floor(n * d) + 1
  const size = 2 * k - 1
  const raised = raise(durbin(size, k - n * d), size, n)
  let exponent = raised.exponent
  let value = raised.matrix[(k - 1) * size + k - 1] ?? 0
  for (let i = 1; i <= n; i++) {
    value *= i / n
    if (value < 1e-140) {
      value *= 1e140
      exponent -= 140
    }
  }
  return value * 10 ** exponent
}

function durbin(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size)
  for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) matrix[row * size + column] = row - column + 1 < 0 ? 0 : 1
  for (let at = 0; at < size; at++) {
    matrix[at * size] = (matrix[at * size] as number) - h ** (at + 1)
    matrix[(size - 1) * size + at] = (matrix[(size - 1) * size + at] as number) - h ** (size - at)
  }
  const corner = (size - 1) * size
  matrix[corner] = (matrix[corner] as number) + (2 * h - 1 > 0 ? (2 * h - 1) ** size : 0)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= Math.min(size - 1, row + 1); column++) {
      for (let g = 1; g <= row - column + 1; g++) matrix[row * size + column] = (matrix[row * size + column] as number) / g
    }
  }
  return matrix
}

interface Scaled {
  readonly matrix: Float64Array
  /** Of ten, that the matrix lacks. */
  readonly exponent: number
}

function raise(base: Float64Array, size: number, times: number): Scaled {
  if (times === 1) return { matrix: base, exponent: 0 }
  const half = raise(base, size, Math.floor(times / 2))
  const squared = multiplied(half.matrix, half.matrix, size)
  const matrix = times % 2 === 0 ? squared : multiplied(base, squared, size)
  const exponent = 2 * half.exponent
  const middle = matrix[((size - 1) / 2) * size + (size - 1) / 2] ?? 0
  return middle > 1e140 ? { matrix: matrix.map(cell => cell * 1e-140), exponent: exponent + 140 } : { matrix, exponent }
}

function multiplied(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a[row * size + inner] as number
      if (factor === 0) continue
      for (let column = 0; column < size; column++) {
        product[row * size + column] = (product[row * size + column] as number) + factor * (b[inner * size + column] as number)
      }
    }
  }
  return product
}

/** P(D < d) to the order n^{−3/2}: Pelz and Good (1976), JRSS B 38. */
function expandedLowerTail(d: number, n: number): number {
  const z = Math.sqrt(n) * d
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6]
  const pi2 = Math.PI ** 2
  const [k0, k1, k2, k3] = [0, 0, 0, 0].map(() => ({ sum: 0 })) as [Sum, Sum, Sum, Sum]
  for (let k = 20; k >= 0; k--) {
    const m = k + 0.5
    const m2 = m * m
    const odd = Math.exp((-m2 * pi2) / (2 * z2))
    k0.sum += odd
    k1.sum += odd * (pi2 * m2 - z2)
    k2.sum += odd * (6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) * m2 + pi2 ** 2 * (1 - 2 * z2) * m2 ** 2)
    k3.sum += odd * (-30 * z6 - 90 * z ** 8 + pi2 * (135 * z4 - 96 * z6) * m2 + pi2 ** 2 * (212 * z4 - 60 * z2) * m2 ** 2 + pi2 ** 3 * (5 - 30 * z2) * m2 ** 3)
  }
  const evens = { second: 0, third: 0 }
  for (let k = 20; k >= 1; k--) {
    const even = Math.exp((-(k * k) * pi2) / (2 * z2))
    evens.second += even * k * k
    evens.third += even * (3 * pi2 * k * k * z2 - pi2 ** 2 * k ** 4)
  }
  const root = Math.sqrt(2 * Math.PI)
  const half = Math.sqrt(Math.PI / 2)
  return (
    (root / z) * k0.sum +
    (half / (3 * z4) / Math.sqrt(n)) * k1.sum +
    ((half / (36 * z ** 7)) * k2.sum - (half * pi2 * evens.second) / (18 * z ** 3)) / n +
    ((half / (3240 * z ** 10)) * k3.sum + (half * evens.third) / (108 * z6)) / n ** 1.5
  )
}

interface Sum {
  sum: number
}
