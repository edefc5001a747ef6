import { randomUUID } from 'node:crypto'

// JSON has no NaN, so it travels through the parser as a text that no sender can guess.
const nanMark = randomUUID()

/** Infinity has its sign, if any, before it. */
const words = new Map([
  ['NaN', `"${nanMark}"`],
  ['Infinity', '1e999'],
])

/**
 * Rewrites what `scanJson` found odd, so that a parser keeps it: NaN becomes a mark for `restoreNaN`, Infinity 1e999, and an integer
 * beyond ±2^53 its text. Not the parser's reviver, which takes seconds where this takes milliseconds.
 *
 * @param odd  offsets, ascending
 * @throws SyntaxError for another bare word
 */
export function withoutOdd(bytes: Uint8Array, odd: readonly number[]): Uint8Array {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const parts: string[] = []
  let from = 0
  for (const at of odd) {
    const found = isDigit(whole[at]) ? longInteger(whole, at) : bareWord(whole, at)
    if (!found) continue
    parts.push(whole.toString('latin1', from, found.start), found.written)
    from = found.end
  }
  parts.push(whole.toString('latin1', from))
  // One byte a letter, there and back, so that nothing else changes.
  return Buffer.from(parts.join(''), 'latin1')
}

interface Rewritten {
  readonly start: number
  readonly end: number
  readonly written: string
}

function bareWord(whole: Buffer, start: number): Rewritten {
  const word = [...words.keys()].find(one => whole.toString('latin1', start, start + one.length) === one)
  if (word === undefined) throw new SyntaxError('unexpected letter')
  return { start, end: start + word.length, written: words.get(word) as string }
}

/** Null for the digits of what is no integer, or fits a double after all. */
function longInteger(whole: Buffer, at: number): Rewritten | null {
  let end = at
  while (isDigit(whole[end])) end++
  const start = whole[at - 1] === minus ? at - 1 : at
  if (restOfNumber.has(whole[end] ?? 0) || restOfNumber.has(whole[start - 1] ?? 0)) return null
  const text = whole.toString('latin1', start, end)
  return whole[at] === zero || Number.isSafeInteger(Number(text)) ? null : { start, end, written: `"${text}"` }
}

const [minus, zero, nine] = [0x2d, 0x30, 0x39]
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= zero && byte <= nine
const restOfNumber: ReadonlySet<number> = new Set(Buffer.from('.eE+'))

/** Puts NaN where its mark is, in place; without recursion, because depth is the sender's. */
export function restoreNaN(parsed: unknown): unknown {
  if (parsed === nanMark) return Number.NaN
  const waiting: unknown[] = [parsed]
  for (let container = waiting.pop(); container !== undefined; container = waiting.pop()) {
    if (Array.isArray(container)) restoreIn(container, container.keys(), waiting)
    else if (typeof container === 'object' && container !== null) restoreIn(container, Object.keys(container), waiting)
  }
  return parsed
}

function restoreIn(container: object, keys: Iterable<string | number>, waiting: unknown[]): void {
  const cells = container as Record<string | number, unknown>
  for (const key of keys) {
    const value = cells[key]
    // A plain assignment would take __proto__ for something else; the parser made it an own field.
    if (value === nanMark) Object.defineProperty(cells, key, { value: Number.NaN, writable: true, enumerable: true, configurable: true })
    else if (typeof value === 'object' && value !== null) waiting.push(value)
  }
}
