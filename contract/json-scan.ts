import { Failure } from './failure.ts'

/** What a JSON text may hold. Each bounds what a parser, or a later walk over the value, can be made to do. */
export interface JsonLimits {
  readonly depthMax: number
  /** Keys of one object. */
  readonly keysMax: number
  /** Keys of all objects. */
  readonly keysInAllMax: number
  /** Objects and arrays: an empty one is 3 bytes as text and 60 in memory. */
  readonly containersMax: number
  /** Digits in a row. */
  readonly digitsMax: number
}

const kinds = { other: 0, digit: 1, quote: 2, open: 3, close: 4, colon: 5, capital: 6 } as const
const [quote, backslash, point, letterN] = [0x22, 0x5c, 0x2e, 0x4e]

/** 2^53 has 16. */
const longDigits = 16

/** A table, because this is asked of every byte. */
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
 * One pass over the bytes of JSON that a stranger sent, without recursion, so that a parser can be let loose on it.
 * Whether it is JSON at all is for that parser to say.
 *
 * @param odd  told, in order, the offset of what that parser would refuse or round: a bare word that begins with N or I, as the NaN
 *   and Infinity that Python writes, and 16 digits or more that are not behind a point
 * @throws Failure BAD_REQUEST over a limit, never with the text in its message
 */
export function scanJson(bytes: Uint8Array, limits: JsonLimits, odd: (at: number) => void = () => {}): void {
  const tally = newTally(limits)
  for (let at = 0; at < bytes.length; at++) {
    const kind = kindOf[bytes[at] as number]
    if (kind === kinds.other) continue
    if (kind === kinds.quote) at = endOfText(bytes, at)
    else if (kind === kinds.digit) {
      const end = endOfDigits(bytes, at, limits.digitsMax)
      if (end - at >= longDigits && bytes[at - 1] !== point) odd(at)
      at = end - 1
    } else if (kind === kinds.capital) {
      odd(at)
      if (bytes[at] === letterN) at += 2 // NaN ends with another one
    } else tally(kind)
  }
}

/** Counts brackets and colons, each told by its kind. */
function newTally(limits: JsonLimits): (kind: number | undefined) => void {
  /** Keys seen in the open object of each depth. */
  const keys = new Uint32Array(limits.depthMax + 1)
  let [depth, containers, keysInAll] = [0, 0, 0]
  return kind => {
    if (kind === kinds.close) depth = Math.max(0, depth - 1)
    else if (kind === kinds.open) {
      if (++depth > limits.depthMax) throw new Failure('BAD_REQUEST', `The JSON is nested more than ${limits.depthMax} deep`)
      if (++containers > limits.containersMax) throw new Failure('BAD_REQUEST', 'The JSON holds too many objects')
      keys[depth] = 0
    } else {
      const count = (keys[depth] as number) + 1
      if (count > limits.keysMax) throw new Failure('BAD_REQUEST', `The JSON has an object of more than ${limits.keysMax} keys`)
      if (++keysInAll > limits.keysInAllMax) throw new Failure('BAD_REQUEST', 'The JSON holds too many keys')
      keys[depth] = count
    }
  }
}

function endOfDigits(bytes: Uint8Array, from: number, digitsMax: number): number {
  let at = from
  while (kindOf[bytes[at] ?? 0] === kinds.digit) at++
  if (at - from > digitsMax) throw new Failure('BAD_REQUEST', `The JSON holds a number of more than ${digitsMax} digits`)
  return at
}

/** Index of the closing quote; beyond the end when there is none, which the parser then refuses. */
function endOfText(bytes: Uint8Array, from: number): number {
  let at = from + 1
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}
