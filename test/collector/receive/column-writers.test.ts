import { describe, expect, it } from 'vitest'
import { newWriter } from '../../../collector/receive/column-writers.ts'
import type { Column } from '../../../contract/index.ts'

const column: Column = { name: 'x', physical: 'c_1', type: 'category', side: 'input', role: 'feature', reason: '', segment: false }

/** What the only row then holds, and whether the value was of the column's type. */
function written(value: unknown, of: Column): { readonly text: string | undefined; readonly fits: boolean } {
  const writer = newWriter(of, 1)
  const fits = writer.set(0, value)
  const { values, dictionary } = writer.finish() as { values: ArrayLike<unknown>; dictionary?: readonly string[] }
  return { text: dictionary?.[Number(values[0])], fits }
}

describe('a column of vectors', () => {
  const vectors: Column = { ...column, vectors: true }
  it.each([
    [[1, -2.5e-7], '[1,-2.5e-7]'],
    [[1, 2n ** 60n], '[1,"1152921504606846976"]'],
    [[Number.NaN, null], '["NaN",null]'],
    [[], '[]'],
    ['[1, 2]', '[1, 2]'],
    [null, '\0n'],
  ])('takes %s', (value, text) => expect(written(value, vectors)).toEqual({ text, fits: true }))

  it.each([7, 7n, true, ['a'], [[1]], new Map()].map(value => [value]))('takes %s for a value of the wrong type', value => {
    expect(written(value, vectors)).toEqual({ text: '\0b', fits: false })
  })
})

it('a column of texts takes a list of numbers for a value of the wrong type', () => {
  expect(written([1, 2], column)).toEqual({ text: '\0b', fits: false })
})
