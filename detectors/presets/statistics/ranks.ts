import { normal } from '../../math/normal.ts'
import { studentUpperTail } from '../../math/student.ts'
import { type Sides, stepsOf } from './sides.ts'

/** Mann–Whitney as SciPy has it for more than 8 rows: U of the reference, p by the normal law with half a rank of continuity. */
export function mannWhitney(sides: Sides) {
  const { N, n } = sides
  let [U, tied] = [0, 0]
  for (const { rows, other, otherBelow } of stepsOf(sides)) {
    U += rows * (otherBelow + other / 2)
    tied += (rows + other) ** 3 - (rows + other)
  }
  const M = N + n
  const error = Math.sqrt(((N * n) / 12) * (M + 1 - tied / (M * (M - 1))))
  const tail = (larger: number): number => (error > 0 ? normal.upperTail((larger - (N * n) / 2 - 0.5) / error) : 1)
  return { U, twoSided: Math.min(1, 2 * tail(Math.max(U, N * n - U))), less: Math.min(1, tail(N * n - U)) }
}

/** Brunner and Munzel (2000), The nonparametric Behrens–Fisher problem, Biometrical Journal 42; as SciPy has it. */
export function brunnerMunzel(sides: Sides) {
  const { N, n } = sides
  const [before, after] = [
    { sum: 0, squares: 0 },
    { sum: 0, squares: 0 },
  ]
  for (const { rows, other, below, otherBelow } of stepsOf(sides)) {
    // Rank among all less rank among one's own is the rows of the other side below, and half of those tied.
    const [above, beyond] = [otherBelow + other / 2, below + rows / 2]
    before.sum += rows * above
    before.squares += rows * above ** 2
    after.sum += other * beyond
    after.squares += other * beyond ** 2
  }
  const [a, b] = [(before.squares - before.sum ** 2 / N) / (N - 1), (after.squares - after.sum ** 2 / n) / (n - 1)]
  const shift = after.sum / n + (n + 1) / 2 - before.sum / N - (N + 1) / 2
  const statistic = (N * n * shift) / ((N + n) * Math.sqrt(N * a + n * b))
  const df = (N * a + n * b) ** 2 / ((N * a) ** 2 / (N - 1) + (n * b) ** 2 / (n - 1))
  return { statistic, pValue: 2 * studentUpperTail(Math.abs(statistic), df) }
}
