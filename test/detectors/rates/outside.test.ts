import { describe, expect, it } from 'vitest'
import { outside, rangeOf } from '../../../detectors/rates/outside.ts'
import { numericFromArray, onGrid } from '../../../detectors/summaries/numeric.ts'

const range = { low: 0, high: 10 }

describe('rows outside a range', () => {
  it('are counted one by one where values are known; an end is inside', () => {
    expect(outside(range, numericFromArray([0, 10, -0.001, 10.001, 5, Infinity, -Infinity, Number.NaN]))).toBe(4)
  })

  it('are none on a grid when the ends of the window lie inside, whatever the cells say', () => {
    // One cell as wide as the range, with its middle at 12: all rows are inside all the same.
    const window = onGrid(numericFromArray([0, 10, 9.9]), { center: 12, scale: 1000 })
    expect(window.cells.values).toEqual(Float64Array.of(12))
    expect(outside(range, window)).toBe(0)
  })

  it('are at least the one that is known, when the cell at the end holds rows of both sides', () => {
    const zeros = Array.from({ length: 500 }, () => 0)
    const window = onGrid(numericFromArray([...zeros, -0.01]), { center: 5, scale: 1 })
    expect(outside(range, window)).toBe(1)
  })

  it('are those of cells wholly beyond an end', () => {
    expect(outside(range, onGrid(numericFromArray([5, 20, 30, 30, -40]), { center: 5, scale: 1 }))).toBe(4)
  })

  it('are only the infinities when nothing was learned', () => {
    expect(outside(rangeOf(numericFromArray([Number.NaN])), numericFromArray([1, 2, Infinity]))).toBe(1)
  })

  it('are rows, not weights', () => {
    expect(outside(range, numericFromArray([20, 5, 5, 5], [3, 3, 3, 3]))).toBe(1)
  })
})
