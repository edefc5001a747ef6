import { Failure } from '../contract/index.ts'

/** What must be known of a JSON text before it may be parsed. */
export interface JsonScan {
  /** Some integer has 16 digits or more: it may not fit a double. */
  readonly longIntegers: boolean
  /** Offsets of bare NaN and Infinity, ascending. */
  readonly bare: readonly number[]
}

const limits = { depthMax: 64, keysMax: 100_000, digitsMax: 400 } as const

const kinds = { other: 0, digit: 1, quote: 2, open: 3, close: 4, colon: 5, capital: 6 } as const
const [quote, backslash, point] = [0x22, 0x5c, 0x2e]

const kindOf = new Uint8Array(256)
for (const [kind, letters] of [
  [kinds.digit, '0123456789'],
  [kinds.quote, '"'],
  [kinds.open, '[{'],
  [kinds.close, ']}'],
  [kinds.colon, ':'],
  [kinds.capital, 'NI'],
] as const) {
  for (const letter of letters) kindOf[letter.charCodeAt(0)] = kind
}

/**
 * One pass over the bytes, without recursion: bounds depth (64), keys (100,000) and digits of a number (400), so that a parser
 * can be let loose on it. Outside of strings the capital letters N and I begin nothing but the NaN and Infinity that Python writes.
 *
 * @throws Failure BAD_REQUEST over a limit
 */
export function scanJson(bytes: Uint8Array): JsonScan {
  const bare: number[] = []
  let [depth, keys, longIntegers] = [0, 0, false]
  for (let at = 0; at < bytes.length; at++) {
    const kind = kindOf[bytes[at] as number]
    if (kind === kinds.other) continue
    if (kind === kinds.quote) at = endOfString(bytes, at)
    else if (kind === kinds.digit) {
      const end = endOfDigits(bytes, at)
      // Digits behind a point are no integer, and 17 of them are what a double has.
      longIntegers ||= end - at >= 16 && bytes[at - 1] !== point
      at = end - 1
    } else if (kind === kinds.open) check(++depth <= limits.depthMax, 'is nested too deeply')
    else if (kind === kinds.close) depth--
    else if (kind === kinds.colon) check(++keys <= limits.keysMax, 'has too many keys')
    else bare.push(at)
  }
  return { longIntegers, bare }
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  let at = from
  while (kindOf[bytes[at] ?? 0] === kinds.digit) at++
  check(at - from <= limits.digitsMax, 'has a number with too many digits')
  return at
}

function endOfString(bytes: Uint8Array, from: number): number {
  let at = from + 1
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Failure('BAD_REQUEST', `The JSON body ${what}.`)
}
