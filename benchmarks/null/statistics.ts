import { chiSquareUpperTail } from '../../detectors/math/chi-square.ts'
import { kolmogorovUpperTail } from '../../detectors/math/kolmogorov.ts'
import type { Counts } from './rules.ts'

/** Present values by cell, values never seen included. */
export const presentOf = ({ counts }: Counts): Float64Array => counts.subarray(0, -1)
const missingOf = ({ counts }: Counts): number => counts.at(-1) as number

function totalOf(cells: ArrayLike<number>): number {
  let sum = 0
  for (let cell = 0; cell < cells.length; cell++) sum += cells[cell] as number
  return sum
}

/** Rows with a value that the baseline never had. */
export const freshOf = ({ kind, counts }: Counts): number => (kind === 'category' ? (counts.at(-2) as number) : 0)

export const missingShareOf = (column: Counts): number => missingOf(column) / totalOf(column.counts)

const sharesOf = (column: Counts): Float64Array => {
  const cells = presentOf(column)
  const total = totalOf(cells)
  return cells.map(count => count / total)
}

/** Jensen–Shannon distance, base 2: the root of the divergence. */
export const jensenShannon = (a: Counts, b: Counts): number => Math.sqrt(Math.max(0, jensenShannonDivergence(a, b)) / Math.LN2)
/** The same in nats. */
export const jensenShannonNats = (a: Counts, b: Counts): number => Math.sqrt(Math.max(0, jensenShannonDivergence(a, b)))

function jensenShannonDivergence(a: Counts, b: Counts): number {
  const [p, q] = [sharesOf(a), sharesOf(b)]
  let sum = 0
  for (let cell = 0; cell < p.length; cell++) {
    const [x, y] = [p[cell] as number, q[cell] as number]
    const middle = (x + y) / 2
    sum += (x > 0 ? x * Math.log(x / middle) : 0) + (y > 0 ? y * Math.log(y / middle) : 0)
  }
  return sum / 2
}

/** Population stability index; an empty cell counts as a share of 1e-4. */
export function stabilityIndex(a: Counts, b: Counts): number {
  const [p, q] = [sharesOf(a), sharesOf(b)]
  let sum = 0
  for (let cell = 0; cell < p.length; cell++) {
    if (p[cell] === 0 && q[cell] === 0) continue
    const [x, y] = [Math.max(1e-4, p[cell] as number), Math.max(1e-4, q[cell] as number)]
    sum += (y - x) * Math.log(y / x)
  }
  return sum
}

/** Largest gap of the two cumulative distributions. */
export function kolmogorovSmirnov(a: Counts, b: Counts): number {
  const [p, q] = [sharesOf(a), sharesOf(b)]
  let [gap, largest] = [0, 0]
  for (let cell = 0; cell < p.length; cell++) {
    gap += (q[cell] as number) - (p[cell] as number)
    largest = Math.max(largest, Math.abs(gap))
  }
  return largest
}

/** Largest difference of a share. */
export function largestDifference(a: Counts, b: Counts): number {
  const [p, q] = [sharesOf(a), sharesOf(b)]
  return p.reduce((largest, share, cell) => Math.max(largest, Math.abs(share - (q[cell] as number))), 0)
}

/** 1/√ of n·N ÷ (n+N): by how much two samples of these sizes stray. */
export function sizeFactor(a: Counts, b: Counts): number {
  const [N, n] = [totalOf(presentOf(a)), totalOf(presentOf(b))]
  return Math.sqrt((N + n) / (N * n))
}

/** p of the two-sample Kolmogorov–Smirnov test, with the correction of Stephens. */
export function kolmogorovP(a: Counts, b: Counts): number {
  const root = 1 / sizeFactor(a, b)
  return kolmogorovUpperTail((root + 0.12 + 0.11 / root) * kolmogorovSmirnov(a, b))
}

/** p of the chi-square test of two samples; empty cells are left out. */
export function homogeneityP(a: Counts, b: Counts): number {
  const [x, y] = [presentOf(a), presentOf(b)]
  const [N, n] = [totalOf(x), totalOf(y)]
  let [sum, cells] = [0, 0]
  for (let cell = 0; cell < x.length; cell++) {
    const both = (x[cell] as number) + (y[cell] as number)
    if (both === 0) continue
    const expected = (both * n) / (N + n)
    sum += (((y[cell] as number) - expected) ** 2 / expected) * ((N + n) / N)
    cells += 1
  }
  return chiSquareUpperTail(sum, Math.max(1, cells - 1))
}

/** p of the chi-square test that takes the baseline's shares for the truth; infinite where a value is new. */
export function fitP(a: Counts, b: Counts): number {
  const [x, y] = [presentOf(a), presentOf(b)]
  const [N, n] = [totalOf(x), totalOf(y)]
  let [sum, cells] = [0, 0]
  for (let cell = 0; cell < x.length; cell++) {
    if (x[cell] === 0 && y[cell] === 0) continue
    if (x[cell] === 0) return 0
    const expected = ((x[cell] as number) * n) / N
    sum += ((y[cell] as number) - expected) ** 2 / expected
    cells += 1
  }
  return chiSquareUpperTail(sum, Math.max(1, cells - 1))
}

/** Wasserstein distance in standard deviations, of values that stand in the middle (by normal score) of their cells. */
export function wasserstein(a: Counts, b: Counts, values: readonly number[]): number {
  const [p, q] = [sharesOf(a), sharesOf(b)]
  let [gap, distance] = [0, 0]
  for (let cell = 0; cell + 1 < values.length; cell++) {
    gap += (q[cell] as number) - (p[cell] as number)
    distance += Math.abs(gap) * ((values[cell + 1] as number) - (values[cell] as number))
  }
  return distance / deviationOf(p, values)
}

function deviationOf(shares: Float64Array, values: readonly number[]): number {
  let [mean, squares] = [0, 0]
  for (let cell = 0; cell < values.length; cell++) {
    mean += (shares[cell] as number) * (values[cell] as number)
    squares += (shares[cell] as number) * (values[cell] as number) ** 2
  }
  return Math.sqrt(squares - mean * mean)
}
