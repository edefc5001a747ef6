import { Failure } from '../../contract/index.ts'
import type { Allowance } from './records.ts'

/** A place in protobuf bytes. Plain state and functions: the engine inlines them, and nothing is allocated for a field. */
export interface Cursor {
  readonly bytes: Buffer
  readonly view: DataView
  at: number
  /** Upper 32 bits of the varint that was read last. */
  high: number
  readonly allowance: Allowance
  readonly texts: Texts
}

/** Short texts of this request by hash of their bytes: keys and categories repeat, and a compare is cheaper than a decode. */
interface Texts {
  readonly starts: Int32Array
  readonly lengths: Int32Array
  readonly texts: string[]
}

const textSlots = 512
const internedBytesMax = 32

export function newCursor(bytes: Buffer, allowance: Allowance): Cursor {
  const texts = { starts: new Int32Array(textSlots), lengths: new Int32Array(textSlots).fill(-1), texts: Array.from({ length: textSlots }, () => '') }
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at: 0, high: 0, allowance, texts }
}

export const malformed = (what: string): Failure => new Failure('BAD_REQUEST', `The request is not OTLP: ${what}`)

/**
 * Reads a base-128 varint of at most 10 bytes.
 *
 * @returns its lower 32 bits, unsigned; `cursor.high` has the upper ones
 * @throws Failure BAD_REQUEST when it is longer or passes `end`
 */
export function readVarint(cursor: Cursor, end: number): number {
  const { bytes } = cursor
  const first = cursor.at < end ? (bytes[cursor.at] as number) : 0x80
  if (first < 0x80) {
    cursor.at += 1
    cursor.high = 0
    return first
  }
  return readLongVarint(cursor, end)
}

function readLongVarint(cursor: Cursor, end: number): number {
  let low = 0
  let high = 0
  for (let shift = 0; shift < 70; shift += 7) {
    if (cursor.at >= end) throw malformed('it ends within a number')
    const byte = cursor.bytes[cursor.at++] as number
    if (shift < 28) low |= (byte & 0x7f) << shift
    else if (shift === 28) {
      low |= (byte & 0x0f) << 28
      high = (byte & 0x7f) >> 4
    } else high |= (byte & 0x7f) << (shift - 32)
    if (byte < 0x80) {
      cursor.high = high >>> 0
      return low >>> 0
    }
  }
  throw malformed('a number has more than 10 bytes')
}

/** Reads a field number and wire type. */
export function readTag(cursor: Cursor, end: number): number {
  const tag = readVarint(cursor, end)
  if (cursor.high !== 0) throw malformed('a field number is out of range')
  return tag
}

/** Reads a length and returns where its bytes end. Checked against what is left before anything is allocated. */
export function readEnd(cursor: Cursor, end: number): number {
  const length = readVarint(cursor, end)
  if (cursor.high !== 0 || length > end - cursor.at) throw malformed('a length reaches past its end')
  return cursor.at + length
}

/** A signed 64-bit integer: a number where that is exact, else a bigint. */
export function readInteger(cursor: Cursor, end: number): number | bigint {
  const low = readVarint(cursor, end)
  const value = (cursor.high | 0) * 4_294_967_296 + low
  return Number.isSafeInteger(value) ? value : (BigInt(cursor.high | 0) << 32n) | BigInt(low)
}

export function readFixed64(cursor: Cursor, end: number): bigint {
  return cursor.view.getBigUint64(take(cursor, end, 8), true)
}

export function readDouble(cursor: Cursor, end: number): number {
  return cursor.view.getFloat64(take(cursor, end, 8), true)
}

/** UTF-8; bytes that are not become U+FFFD, because one bad text must not cost a whole request. */
export function readText(cursor: Cursor, end: number): string {
  const start = cursor.at
  const length = end - start
  cursor.at = end
  if (length === 0) return ''
  if (length > internedBytesMax) return cursor.bytes.toString('utf8', start, end)
  return interned(cursor, start, length)
}

function interned(cursor: Cursor, start: number, length: number): string {
  const { bytes, texts } = cursor
  let hash = length
  for (let index = start; index < start + length; index++) hash = (Math.imul(hash, 31) + (bytes[index] as number)) | 0
  const slot = (hash ^ (hash >>> 9)) & (textSlots - 1)
  if (texts.lengths[slot] === length && same(bytes, texts.starts[slot] as number, start, length)) return texts.texts[slot] as string
  const text = bytes.toString('utf8', start, start + length)
  texts.starts[slot] = start
  texts.lengths[slot] = length
  texts.texts[slot] = text
  return text
}

function same(bytes: Buffer, before: number, start: number, length: number): boolean {
  for (let index = 0; index < length; index++) if (bytes[before + index] !== bytes[start + index]) return false
  return true
}

/** Passes over a field that is not known, or whose wire type is not the one expected. */
export function skip(cursor: Cursor, tag: number, end: number): void {
  const wire = tag & 7
  if (tag >>> 3 === 0) throw malformed('a field has number 0')
  if (wire === 0) readVarint(cursor, end)
  else if (wire === 1) take(cursor, end, 8)
  else if (wire === 2) cursor.at = readEnd(cursor, end)
  else if (wire === 5) take(cursor, end, 4)
  else throw malformed(`wire type ${wire} is not used by OTLP`)
}

function take(cursor: Cursor, end: number, length: number): number {
  const start = cursor.at
  if (end - start < length) throw malformed('it ends within a field')
  cursor.at = start + length
  return start
}
