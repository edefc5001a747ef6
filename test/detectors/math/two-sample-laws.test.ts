import { expect, it } from 'vitest'
import { fisherExact } from '../../../detectors/math/counts.ts'
import { cramerVonMisesUpperTail } from '../../../detectors/math/cramer-von-mises.ts'
import { normalDraws, uniformDraws } from '../../../detectors/math/draws.ts'
import { kuiperUpperTail } from '../../../detectors/math/kuiper.ts'
import { tridiagonalEigenvalues } from '../../../detectors/math/tridiagonal.ts'

const near = (got: number, want: number, share: number) => expect(Math.abs(got - want), `${got} for ${want}`).toBeLessThanOrEqual(share * want)

// mpmath, 40 digits, of the series of Anderson and Darling.
it.each([
  [0.05, 0.876280931041349, 1e-12],
  [0.3, 0.135171268805106, 1e-12],
  [1, 0.00246045218013396, 1e-12],
  [2, 1.27807361727817e-5, 1e-8],
  [2.5, 9.74210020202159e-7, 1e-6],
  [3, 7.56774345931602e-8, 0.01],
  [5, 3.05392903310339e-12, 0.02],
  [10, 4.17894109288529e-23, 0.02],
])('Cramér–von Mises law beyond %f', (x, want, share) => near(cramerVonMisesUpperTail(x), want, share))

// NumPy 2.4, 300 terms.
it.each([
  [0.6, 0.9998724380863786],
  [1, 0.8220766443569294],
  [1.747, 0.050074681853745244],
  [3, 1.066098582129884e-6],
])("Kuiper's law beyond %f", (x, want) => near(kuiperUpperTail(x), want, 1e-12))

// numpy.linalg.eigvalsh of the full matrix.
it('eigenvalues of a tridiagonal matrix', () => {
  const want = [-0.04612557143196172, 1.4180538565706846, 4.306699169470966, 7.822361202214832, 9.000011343175478]
  for (const [at, value] of tridiagonalEigenvalues([4, 2.5, 7, 1e-3, 9], [1, -2, 0.5, 1e-2]).entries()) expect(value).toBeCloseTo(want[at] as number, 12)
  expect(Array.from(tridiagonalEigenvalues([3], []))).toEqual([3])
})

// scipy.stats.fisher_exact 1.17.1.
it.each<{ readonly table: [number, number, number, number]; readonly want: number }>([
  { table: [150, 10_000, 260, 20_000], want: 0.17016539266118283 },
  { table: [30, 100, 10, 500], want: 1.745165383724545e-17 },
  { table: [3, 1e7, 12, 1e7], want: 0.03515618334563847 },
  { table: [500_000, 1e6, 501_500, 1e6], want: 0.03401373515775234 },
])("Fisher's exact test of $table", ({ table, want }) => near(fisherExact(...table), want, 1e-6))

it('draws repeat by their seed, fill [0, 1) evenly, and are normal', () => {
  const [one, same, other] = [uniformDraws(5), uniformDraws(5), uniformDraws(6)]
  const drawn = Array.from({ length: 4000 }, one)
  expect(Array.from({ length: 4000 }, same)).toEqual(drawn)
  expect(other()).not.toBe(drawn[0])
  // A share of 4000 has a standard error of at most 0.0079.
  for (const edge of [0.1, 0.5, 0.9]) expect(Math.abs(drawn.filter(value => value < edge).length / 4000 - edge)).toBeLessThan(0.03)
  const normals = Array.from({ length: 4000 }, normalDraws(5))
  expect(Math.abs(normals.reduce((sum, value) => sum + value, 0) / 4000)).toBeLessThan(0.06)
  expect(Math.abs(normals.reduce((sum, value) => sum + value ** 2, 0) / 4000 - 1)).toBeLessThan(0.08)
})
