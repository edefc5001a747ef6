import { assert, double, property } from 'fast-check'
import { expect, test } from 'vitest'
import { findRoot, upperQuantileOf } from '../../../detectors/math/root.ts'

test('finds the root of any rising cubic to the last bits', () => {
  assert(
    property(double({ min: -100, max: 100, noNaN: true }), double({ min: 0.001, max: 100, noNaN: true }), (root, slope) => {
      const found = findRoot(x => (x - root) ** 3 + slope * (x - root), -201, 203)
      expect(Math.abs(found - root)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(root)))
    }),
  )
})

test('a function that does not cross has no root', () => {
  expect(() => findRoot(x => x * x + 1, -1, 1)).toThrow(RangeError)
})

test('the quantile of an exponential tail at 1e-200', () => {
  expect(upperQuantileOf(x => Math.exp(-x), 1e-200, 1)).toBeCloseTo(200 * Math.LN10, 9)
})
