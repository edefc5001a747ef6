import { randomUUID } from 'node:crypto'
import { Failure } from '../contract/index.ts'
import { type JsonScan, scanJson } from './json-scan.ts'

// JSON has no NaN, so it travels through the parser as a text that no sender can guess.
const nanMark = randomUUID()

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads JSON as model servers write it: UTF-8, bare NaN and Infinity allowed, integers beyond ±2^53 kept as their text.
 *
 * @throws Failure BAD_REQUEST for anything else, and for texts that are too deep, too wide, or hold numbers of over 400 digits
 */
export function readJson(bytes: Uint8Array): unknown {
  const scan = scanJson(bytes)
  try {
    const text = utf8.decode(scan.bare.length > 0 ? withoutBareWords(bytes, scan.bare) : bytes)
    // The third argument is standard and not yet in the compiler's library.
    return isPlain(scan) ? JSON.parse(text) : JSON.parse(text, revive as (key: string, value: unknown) => unknown)
  } catch (cause) {
    throw new Failure('BAD_REQUEST', 'The body is not JSON.', { cause })
  }
}

const isPlain = ({ longIntegers, bare }: JsonScan): boolean => !longIntegers && bare.length === 0

function revive(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (value === nanMark) return Number.NaN
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return /^-?\d+$/.test(context.source ?? '') ? context.source : value
}

/** 1e999 reads as Infinity, with its sign before it. */
function withoutBareWords(bytes: Uint8Array, bare: readonly number[]): Uint8Array {
  const parts: Uint8Array[] = []
  let from = 0
  for (const at of bare) {
    if (at < from) continue // the second N of NaN
    const word = [...words.keys()].find(one => Buffer.from(bytes.subarray(at, at + one.length)).toString('latin1') === one)
    if (!word) throw new SyntaxError('unexpected letter')
    parts.push(bytes.subarray(from, at), Buffer.from(words.get(word) as string))
    from = at + word.length
  }
  return Buffer.concat([...parts, bytes.subarray(from)])
}
const words = new Map([
  ['NaN', `"${nanMark}"`],
  ['Infinity', '1e999'],
])

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** An own field, so that nothing inherited is mistaken for data; undefined when absent. */
export const fieldOf = (value: unknown, name: string): unknown => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined)

/** Text of an id: a text itself or a number; null for anything else. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' ? String(value) : null
}

/** A value of a cell as text: numbers as JavaScript writes them, anything nested as JSON. */
export const cellText = (value: unknown): string => (typeof value === 'number' ? String(value) : typeof value === 'string' ? value : JSON.stringify(value))
