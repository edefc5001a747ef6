import { Failure } from '../../contract/index.ts'

const depthMax = 64
const keysMax = 10_000
const digitsMax = 400
/** Of one body: an empty object is 3 bytes as text and 60 in memory. Real OTLP needs some 15 bytes for each. */
const containersMax = 4_194_304
const keysInAllMax = 6_291_456

const quote = 0x22
const backslash = 0x5c

/** What a byte means outside of a text: a table, because this is asked of every byte. */
const kind = { plain: 0, quote: 1, open: 2, close: 3, colon: 4, gap: 5 } as const
const kinds = new Uint8Array(256)
kinds.fill(kind.gap, 0, 0x21)
for (const [letters, value] of [
  ['"', kind.quote],
  ['[{', kind.open],
  [']}', kind.close],
  [':', kind.colon],
  [',', kind.gap],
] as const) {
  for (const letter of letters) kinds[letter.charCodeAt(0)] = value
}

/**
 * Parses JSON that a stranger sent. One pass over the bytes before the engine's own parser bounds the depth (64), the keys of an
 * object (10,000), both in all, and the length of a number (400), so that no later walk over the value can overflow or blow up.
 *
 * @throws Failure BAD_REQUEST, never with the text in its message
 */
export function parseJson(body: Buffer): unknown {
  scan(body)
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new Failure('BAD_REQUEST', 'The body is not valid JSON', { cause })
  }
}

/** Keys seen in the open object of each depth, and what is left of the bounds of the whole body. */
interface Tally {
  readonly keys: Uint32Array
  containersLeft: number
  keysLeft: number
}

function scan(body: Buffer): void {
  const tally: Tally = { keys: new Uint32Array(depthMax + 1), containersLeft: containersMax, keysLeft: keysInAllMax }
  let depth = 0
  let plain = 0
  for (let at = 0; at < body.length; at++) {
    const found = kinds[body[at] as number]
    plain = found === kind.plain ? plain + 1 : 0
    if (plain > digitsMax) throw new Failure('BAD_REQUEST', `The JSON holds a number of more than ${digitsMax} digits`)
    if (found === kind.quote) at = endOfText(body, at)
    else if (found === kind.open) depth = enter(tally, depth)
    else if (found === kind.close) depth = Math.max(0, depth - 1)
    else if (found === kind.colon) countKey(tally, depth)
  }
}

function enter(tally: Tally, depth: number): number {
  if (depth >= depthMax) throw new Failure('BAD_REQUEST', `The JSON is nested more than ${depthMax} deep`)
  tally.containersLeft -= 1
  if (tally.containersLeft < 0) throw new Failure('BAD_REQUEST', 'The JSON holds too many objects')
  tally.keys[depth + 1] = 0
  return depth + 1
}

function countKey(tally: Tally, depth: number): void {
  const count = (tally.keys[depth] as number) + 1
  tally.keysLeft -= 1
  if (count > keysMax) throw new Failure('BAD_REQUEST', `The JSON has an object of more than ${keysMax} keys`)
  if (tally.keysLeft < 0) throw new Failure('BAD_REQUEST', 'The JSON holds too many keys')
  tally.keys[depth] = count
}

/** Index of the closing quote; the end of the body when there is none, which the parser then refuses. */
function endOfText(body: Buffer, start: number): number {
  let at = body.indexOf(quote, start + 1)
  while (at > 0 && escaped(body, at)) at = body.indexOf(quote, at + 1)
  return at < 0 ? body.length : at
}

function escaped(body: Buffer, at: number): boolean {
  let slashes = 0
  while (body[at - 1 - slashes] === backslash) slashes += 1
  return slashes % 2 === 1
}
