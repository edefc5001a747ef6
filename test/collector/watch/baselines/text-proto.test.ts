import { expect, it } from 'vitest'
import { readTextProto } from '../../../../collector/watch/text-proto.ts'

it('reads scalars, adjacent strings, escapes, lists and both kinds of brackets, every field with all of its values', () => {
  const message = readTextProto(`a: 1 a: -2.5f, b: "x\\ty" 'z'; c { d: true } c < e: NAME > f: [1, 2] # the end\n`)
  expect(message).toEqual(
    new Map<string, unknown>([
      ['a', [1, -2.5]],
      ['b', ['x\tyz']],
      ['c', [new Map([['d', [true]]]), new Map([['e', ['NAME']]])]],
      ['f', [1, 2]],
    ]),
  )
})

it.each([
  ['feature { name: "a"', 1],
  ['feature {\n  name: "a"\n  type: }\n', 3],
  ['feature { name: "a }\n', 1],
  ['feature { name: "a" }\n\n$', 3],
])('a text proto that breaks off is told with its line: %j', (text, line) => {
  expect(() => readTextProto(text)).toThrow(`The text proto breaks off in line ${line}`)
})

it('a text proto may be deep, but not without end', () => {
  expect(() => readTextProto('a {'.repeat(10_000))).toThrow('breaks off')
})
