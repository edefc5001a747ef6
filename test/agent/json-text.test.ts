import { assert, jsonValue, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellText, fieldOf, readJson, textOf } from '../../agent/json-text.ts'

const read = (text: string): unknown => readJson(Buffer.from(text))

/** JSON.stringify writes integers below 1e21 in full, so their text is known. */
const textBeyond53Bits = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21 ? String(value) : value

const odd = Object.fromEntries([
  ['12345678901234567', 'é 12345678901234567 NaN'],
  ['__proto__', Number.NaN],
  ['b', [[Number.NaN]]],
  ['c', { d: '-98765432109876543' }],
])

/** Quickest of three, milliseconds. */
function quickest(run: () => unknown): number {
  const took = [1, 2, 3].map(() => {
    const startedMs = performance.now()
    run()
    return performance.now() - startedMs
  })
  return Math.min(...took)
}

describe('readJson', () => {
  it('reads what JSON.parse reads', () => {
    assert(
      property(jsonValue(), value => {
        const text = JSON.stringify(value)
        expect(read(text)).toEqual(JSON.parse(text, textBeyond53Bits))
      }),
    )
  })

  it.each([
    ['[9007199254740992, 9007199254740993, -12345678901234567890]', ['9007199254740992', '9007199254740993', '-12345678901234567890']],
    [
      '[9007199254740991, 0.12345678901234568, 1234567890123456e3, 1e400]',
      [9007199254740991, 0.12345678901234568, 1234567890123456e3, Number.POSITIVE_INFINITY],
    ],
    ['[NaN,Infinity , -Infinity,"NaN","a\\"NaN"]', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 'NaN', 'a"NaN']],
    ['\ufeff{"a":null}', { a: null }],
    ['[1e0000000000000001,1E-0000000000000001,-12345678901234567.5,0.1234567890123456789]', [10, 0.1, -12345678901234568, 0.12345678901234568]],
    ['{"12345678901234567":"é 12345678901234567 NaN","__proto__":NaN,"b":[[NaN]],"c":{"d":-98765432109876543}}', odd],
  ])('reads %s', (text, value) => expect(read(text)).toEqual(value))

  it.each([
    ['nothing', ''],
    ['half', '{"a":'],
    ['another capital', '[Nope]'],
    ['NaN and a bit', '[NaNs]'],
    ['half of NaN', '[N]'],
    ['a long integer that begins with 0', '[01234567890123456789]'],
    ['a string without end', '"\\'],
    ['depth', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['five million brackets', '['.repeat(5_000_000)],
    ['a million objects', `[${'{},'.repeat(1_100_000)}0]`],
    ['keys', `{${Array.from({ length: 100_001 }, (_, index) => `"k${index}":0`).join(',')}}`],
    ['digits', `[${'1'.repeat(401)}]`],
  ])('refuses %s', (_what, text) => expect(() => read(text)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' })))

  it('refuses bytes that are not UTF-8', () =>
    expect(() => readJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' })))

  it('takes rows of objects that name as many values as an inference may hold', () => {
    const row = JSON.stringify(Object.fromEntries(Array.from({ length: 52 }, (_, index) => [`column-${index}`, 1])))
    expect(read(`[${Array.from({ length: 10_000 }, () => row).join(',')}]`)).toHaveLength(10_000)
  })

  it('bounds what must be rewritten', () => expect(() => read(`[${'NaN,'.repeat(600_000)}0]`)).toThrow(expect.objectContaining({ code: 'TOO_LARGE' })))

  it('does not hold up traffic for one long integer: a reviver would take thirty times as long', () => {
    const many = '1,'.repeat(1_000_000)
    const [plain, long] = [Buffer.from(`[${many}1]`), Buffer.from(`[${many}12345678901234567]`)]
    expect(quickest(() => readJson(long))).toBeLessThan(10 * quickest(() => readJson(plain)))
  })

  it('takes 64 levels', () => expect(() => read(`${'['.repeat(64)}${']'.repeat(64)}`)).not.toThrow())
})

it('takes own fields only, and ids that are one', () => {
  const body = read('{"__proto__":{"id":"p"},"id":7}')
  expect([fieldOf(body, 'id'), fieldOf(body, 'toString'), fieldOf([1], 'length'), fieldOf(null, 'id')]).toEqual([7, undefined, undefined, undefined])
  expect(fieldOf(body, '__proto__')).toEqual({ id: 'p' })
  expect([textOf(7), textOf(''), textOf('a'), textOf({}), textOf(null)]).toEqual(['7', null, 'a', null, null])
  expect([cellText(1.5), cellText(Number.NaN), cellText('a'), cellText(true), cellText([1, 'b'])]).toEqual(['1.5', 'NaN', 'a', 'true', '[1,"b"]'])
})
