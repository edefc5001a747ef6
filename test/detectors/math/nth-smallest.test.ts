import { fc, it } from '@fast-check/vitest'
import { expect } from 'vitest'
import { nthSmallest } from '../../../detectors/math/nth-smallest.ts'

it('finds what stands in the middle of 9 1 8 2 7, by hand', () => {
  expect(nthSmallest(Float64Array.of(9, 1, 8, 2, 7), 2)).toBe(7)
})

it.prop([fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ noNaN: true })), { minLength: 1, maxLength: 200 }), fc.nat()])(
  'is what sorting puts there, ties and infinities too',
  (numbers, at) => {
    const index = at % numbers.length
    const sorted = Float64Array.from(numbers).sort()
    // Sorting tells -0 from 0, order does not.
    expect(nthSmallest(Float64Array.from(numbers), index) + 0).toBe((sorted[index] as number) + 0)
  },
)
