import { Failure, type JsonLimits, limits, scanJson } from '../contract/index.ts'
import { restoreNaN, withoutOdd } from './json-odd.ts'

/** Rows may be objects, and name each of their values. */
const jsonLimits: JsonLimits = { depthMax: 64, keysMax: 10_000, keysInAllMax: limits.cellsMax + limits.rowsMax, containersMax: 1_048_576, digitsMax: 400 }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads JSON as model servers write it: UTF-8, bare NaN and Infinity allowed, integers beyond ±2^53 kept as their text.
 *
 * @throws Failure BAD_REQUEST for anything else, and for texts over the limits above; TOO_LARGE for over 524,288 long integers, NaN and Infinity
 */
export function readJson(bytes: Uint8Array): unknown {
  const odd: number[] = []
  scanJson(bytes, jsonLimits, at => {
    if (odd.push(at) > limits.cellsMax) throw new Failure('TOO_LARGE', 'The body holds too many long integers, NaN and Infinity.')
  })
  try {
    if (odd.length === 0) return JSON.parse(utf8.decode(bytes))
    return restoreNaN(JSON.parse(utf8.decode(withoutOdd(bytes, odd))))
  } catch (cause) {
    throw new Failure('BAD_REQUEST', 'The body is not JSON.', { cause })
  }
}

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
