import { expect, it } from 'vitest'
import { solve, symmetricEigen, symmetricEigenvalues } from '../../../detectors/math/matrix.ts'

// The second difference of k places has the eigenvalues 2 − 2 cos(jπ/(k+1)), j = 1 … k.
const size = 40
const difference = Array.from({ length: size * size }, (_, at) => {
  const apart = Math.abs(Math.floor(at / size) - (at % size))
  return apart === 0 ? 2 : apart === 1 ? -1 : 0
})
const wanted = Array.from({ length: size }, (_, j) => 2 - 2 * Math.cos(((size - j) * Math.PI) / (size + 1)))

it.each([
  ['with vectors', (matrix: number[]) => symmetricEigen(matrix, size).values],
  ['alone', (matrix: number[]) => symmetricEigenvalues(matrix, size)],
])('finds eigenvalues %s', (_, of) => {
  // An even permutation of places leaves them, and fills the matrix.
  const turned = Array.from({ length: size * size }, (_, at) => difference[((Math.floor(at / size) * 7) % size) * size + ((at * 7) % size)] ?? 0)
  for (const matrix of [difference, turned]) {
    for (const [at, value] of of(matrix).entries()) expect(Math.abs(value - (wanted[at] ?? Number.NaN))).toBeLessThan(1e-12)
  }
})

it('finds unit vectors of a full matrix', () => {
  // Ones everywhere: k once along (1, …, 1)/√k, else 0.
  const { values, vectors } = symmetricEigen(
    Array.from({ length: 9 }, () => 1),
    3,
  )
  expect(values[0]).toBeCloseTo(3, 12)
  for (const x of vectors[0] ?? []) expect(Math.abs(x)).toBeCloseTo(1 / Math.sqrt(3), 12)
  const alone = symmetricEigenvalues(
    Array.from({ length: 9 }, () => 1),
    3,
  )
  expect(Array.from(alone, value => Math.round(value * 1e12) / 1e12 + 0)).toEqual([3, 0, 0])
})

it('solves with a pivot of 0, and says where there is no solution', () => {
  // y = 1, x = 2.
  expect(solve([0, 1, 1, 0], [1, 2])).toEqual(Float64Array.of(2, 1))
  expect(solve([1, 2, 2, 4], [1, 2])).toBeNull()
})
