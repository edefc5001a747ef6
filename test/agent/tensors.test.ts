import { array, assert, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf } from '../../agent/tensors.ts'

const tensor = (name: string, shape: readonly number[], data: unknown, datatype = 'FP64') => ({ name, shape, datatype, data })
const read = (...tensors: unknown[]) => columnsOf(tensors, {})

describe('columnsOf', () => {
  it.each([
    ['many tensors of [n]', [tensor('a', [2], [1, 2]), tensor('b', [2], ['x', null], 'BYTES')], { a: [1, 2], b: ['x', null] }],
    ['[n, 1], nested and flat', [tensor('a', [2, 1], [[1], [2]]), tensor('b', [2, 1], [3, 4])], { a: [1, 2], b: [3, 4] }],
    ['[n, k] becomes k columns', [tensor('t', [2, 3], [1, 2, 3, 4, 5, 6])], { 't-0': [1, 4], 't-1': [2, 5], 't-2': [3, 6] }],
    [
      'rank 3 becomes flat vectors',
      [tensor('t', [2, 1, 2], [[[1, 2]], [[3, 4]]])],
      {
        t: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    ['a scalar is one row', [tensor('s', [], 5)], { s: [5] }],
    ['booleans also as 0 and 1', [tensor('b', [3], [0, 1, true], 'BOOL')], { b: [false, true, true] }],
    [
      'spelled infinities of floats',
      [tensor('f', [3], ['NaN', 'Infinity', '-Infinity'], 'FP32')],
      { f: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] },
    ],
    ['text stays text', [tensor('s', [1], ['NaN'], 'BYTES')], { s: ['NaN'] }],
    ['wrong types are left to the collector', [tensor('i', [2], ['x', 1.5], 'INT32')], { i: ['x', 1.5] }],
  ])('%s', (_what, tensors, columns) => expect(Object.fromEntries(read(...tensors).columns)).toEqual(columns))

  it('names the columns of a wide tensor as told', () =>
    expect([...columnsOf([tensor('t', [1, 2], [1, 2])], { t: ['age', 'sex'] }).columns.keys()]).toEqual(['age', 'sex']))

  it.each([
    ['no tensor', []],
    ['no name', [{ shape: [1], datatype: 'FP32', data: [1] }]],
    ['no shape', [{ name: 'a', datatype: 'FP32', data: [1] }]],
    ['no data', [{ name: 'a', shape: [1], datatype: 'FP32' }]],
    ['a negative shape', [tensor('a', [-1], [])]],
    ['a fraction', [tensor('a', [1.5], [1])]],
    ['a length as text', [tensor('a', ['1'] as unknown as number[], [1])]],
    ['a length that is no number', [tensor('a', [Number.NaN], [1])]],
    [
      '17 dimensions',
      [
        tensor(
          'a',
          Array.from({ length: 17 }, () => 1),
          [1],
        ),
      ],
    ],
    ['no row', [tensor('a', [0], [])]],
    ['no row of many columns', [tensor('a', [0, 1024], [])]],
    // Its size is 0, and so fits its data: 100,000,000 empty rows in 76 bytes.
    ['rows of nothing', [tensor('a', [100_000_000, 0, 1], [])]],
    ['one row of nothing', [tensor('a', [1, 0], [])]],
    ['a product that a zero hides', [tensor('a', [2 ** 53 - 1, 2 ** 53 - 1, 0], [])]],
    ['too few values', [tensor('a', [2], [1])]],
    ['too many values', [tensor('a', [1], [[1, 2]])]],
    ['different rows', [tensor('a', [1], [1]), tensor('b', [2], [1, 2])]],
    ['one name twice', [tensor('a', [1], [1]), tensor('a', [1], [1])]],
    ['a name that another tensor grows into', [tensor('a', [1, 2], [1, 2]), tensor('a-1', [1], [1])]],
  ])('refuses %s', (_what, tensors) => expect(() => read(...tensors)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' })))

  const ones = (count: number) => Array.from({ length: count }, () => 1)
  it.each([
    ['a shape beyond memory', [tensor('a', [1e9, 1e9], [1])]],
    [
      'a shape beyond doubles',
      [
        tensor(
          'a',
          Array.from({ length: 16 }, () => 2 ** 53 - 1),
          [1],
        ),
      ],
    ],
    ['100,001 rows', [tensor('a', [100_001], ones(100_001))]],
    ['100,001 rows of vectors', [tensor('a', [100_001, 1, 2], ones(200_002))]],
    ['10,001 columns of one row', Array.from({ length: 10_001 }, (_, index) => tensor(`a${index}`, [1], [1]))],
    ['10,240 columns of ten tensors', Array.from({ length: 10 }, (_, index) => tensor(`a${index}`, [1, 1024], ones(1024)))],
    // 1000 · 525 = 525,000 is over 2^19 = 524,288.
    ['525,000 values', [tensor('a', [1_000, 525], ones(525_000))]],
  ])('counts %s as too large', (_what, tensors) => expect(() => read(...tensors)).toThrow(expect.objectContaining({ code: 'TOO_LARGE' })))

  it('takes as many values as the collector: 1000 · 524 = 524,000', () => expect(read(tensor('a', [1_000, 524], ones(524_000))).columns.size).toBe(524))

  it('says what columns were cut from', () =>
    expect([...read(tensor('a', [1, 2], [1, 2]), tensor('b', [1], [1])).sources]).toEqual([
      ['a-0', 'a'],
      ['a-1', 'a'],
    ]))

  it('gives nested and flat data the same columns, and each value its place', () => {
    const matrix = tuple(integer({ min: 1, max: 6 }), integer({ min: 2, max: 6 })).chain(([rows, width]) =>
      array(array(integer(), { minLength: width, maxLength: width }), { minLength: rows, maxLength: rows }),
    )
    assert(
      property(matrix, nested => {
        const [rows, width] = [nested.length, nested[0]?.length ?? 0]
        const [one, other] = [read(tensor('t', [rows, width], nested)), read(tensor('t', [rows, width], nested.flat()))]
        expect(one).toEqual(other)
        expect([...one.columns.values()]).toEqual(Array.from({ length: width }, (_, column) => nested.map(row => row[column])))
      }),
    )
  })
})
