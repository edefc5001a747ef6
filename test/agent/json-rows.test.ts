import { describe, expect, it } from 'vitest'
import { columnsOfRows, readPointer } from '../../agent/json-rows.ts'

const naming = { fallback: 'input', names: ['named'] }
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]))
const rows = (first: unknown, count: number) => [first, ...Array.from({ length: count - 1 }, () => ({}))]

describe('columnsOfRows', () => {
  it.each([
    // 3 MB of text that asked for 2,000,000,000 nulls.
    ['wide first and then a million empty rows', rows(keys(2_000), 1_000_000)],
    ['100 keys, then 99,999 empty rows', rows(keys(100), 100_000)],
    ['10,001 keys', [keys(10_001)]],
    ['100,001 scalars', Array.from({ length: 100_001 }, () => 1)],
    ['525 columns of 1,000 rows', Array.from({ length: 1_000 }, () => Array.from({ length: 525 }, () => 1))],
  ])('counts %s as too large', (_what, found) => expect(() => columnsOfRows(found, naming)).toThrow(expect.objectContaining({ code: 'TOO_LARGE' })))

  it.each([
    ['no rows', []],
    ['nothing', undefined],
    ['a scalar', 7],
  ])('refuses %s', (_what, found) => expect(() => columnsOfRows(found, naming)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' })))

  it('says what columns were cut from: places without a name of their own', () =>
    expect([...columnsOfRows([[1, 2, 3]], naming).sources]).toEqual([
      ['input-1', 'input'],
      ['input-2', 'input'],
    ]))
})

// RFC 6901, section 5.
it.each([
  ['', { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8 }],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/m~0n', 8],
  ['/foo/00', undefined],
])('pointer %j', (pointer, value) => expect(readPointer({ foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8 }, pointer)).toEqual(value))
