import { describe, expect, it } from 'vitest'
import { columnFrame, columnTally } from '../../../detectors/cells/column-cells.ts'
import { countByEdges, quantileEdges } from '../../../detectors/cells/quantile-cells.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'
import { numericFromArray } from '../../../detectors/summaries/numeric.ts'

const cellsOf = (values: number[]) => numericFromArray(values).cells
const count = (values: number[], edges: number[]) => Array.from(countByEdges(cellsOf(values), edges))

describe('edges of quantile cells', () => {
  it('cut a baseline into equal parts at observed values', () => {
    const values = Array.from({ length: 16 }, (_, at) => at + 1)
    const edges = quantileEdges(cellsOf(values), 4)
    expect(edges).toEqual([4, 8, 12])
    expect(count(values, edges)).toEqual([4, 4, 4, 4])
  })

  it('are right-closed: an edge belongs to the cell below it', () => {
    expect(count([4, 4.000001, Infinity, -Infinity], [4, 8])).toEqual([2, 1, 1])
  })

  it('merge where one value holds several parts', () => {
    // 12 zeros, then 1, 2, 3, 4: the first three quarters end at 0.
    expect(quantileEdges(cellsOf([...Array.from({ length: 12 }, () => 0), 1, 2, 3, 4]), 4)).toEqual([0])
  })

  it('leave no cell above the largest value, which no row of the baseline would be in', () => {
    expect(quantileEdges(cellsOf([0, 0, 1, 1, 1, 1]), 16)).toEqual([0])
  })

  it('of a baseline of one value tell below, equal and above apart', () => {
    const edges = quantileEdges(cellsOf([7, 7, 7]), 16)
    expect(count([6.999999, 7, 7, 7.000001], edges)).toEqual([1, 2, 1])
    expect(count([-1e-300, 0, 1e-300], quantileEdges(cellsOf([0]), 16))).toEqual([1, 1, 1])
  })

  it('of a baseline without a finite value make one cell', () => {
    expect(quantileEdges(cellsOf([Number.NaN, Infinity]), 16)).toEqual([])
  })
})

describe('cells of a category', () => {
  it('are the values of the baseline, most frequent first, and one for all others', () => {
    const frame = columnFrame(categoryFromArray(['b', 'a', 'b', '\0n']))
    expect(frame).toEqual({ keys: ['b', 'a'] })
    // Cells b, a, others, then the rows that count: missing is none of them.
    expect(Array.from(columnTally(frame, categoryFromArray(['a', 'new', 'newer', '\0n'])))).toEqual([0, 1, 2, 3])
  })

  it('put the rows that a capped pane does not list with the others', () => {
    const window = { ...categoryFromArray(['b', 'b']), n: 10, weight: 10, weight2: 10, rest: 8 }
    expect(Array.from(columnTally({ keys: ['b'] }, window))).toEqual([2, 8, 10])
  })
})
