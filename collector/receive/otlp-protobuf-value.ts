import { type Cursor, malformed, readDouble, readEnd, readInteger, readTag, readText, readVarint, skip } from './cursor.ts'
import { decodeLimits, type Value } from './records.ts'

/** Tags of opentelemetry.proto.common.v1: field number, then wire type. */
const anyValue = { text: 0x0a, boolean: 0x10, integer: 0x18, double: 0x21, array: 0x2a, map: 0x32, bytes: 0x3a } as const
const keyValue = { key: 0x0a, value: 0x12 } as const
const element = 0x0a
/** Length and tag of an element that is a double: the common case, read without a call. */
const doubleElementBytes = 9

/** Reads an AnyValue that ends at `end`. No field set is null; of several the last counts, as in any `oneof`. */
function readValue(cursor: Cursor, end: number, depth: number): Value {
  let value: Value = null
  spend(cursor, 1)
  while (cursor.at < end) value = readValueField(cursor, end, depth, value)
  return value
}

function readValueField(cursor: Cursor, end: number, depth: number, before: Value): Value {
  const tag = readTag(cursor, end)
  switch (tag) {
    case anyValue.text:
      return readText(cursor, readEnd(cursor, end))
    case anyValue.boolean:
      return (readVarint(cursor, end) | cursor.high) !== 0
    case anyValue.integer:
      return readInteger(cursor, end)
    case anyValue.double:
      return readDouble(cursor, end)
    case anyValue.array:
      return readArray(cursor, readEnd(cursor, end), deeper(depth))
    case anyValue.map:
      return readMap(cursor, readEnd(cursor, end), deeper(depth))
    case anyValue.bytes:
      return readBytes(cursor, readEnd(cursor, end))
    default:
      skip(cursor, tag, end)
      return before
  }
}

function readArray(cursor: Cursor, end: number, depth: number): Value[] {
  const { bytes, view } = cursor
  const values: Value[] = []
  while (cursor.at < end) {
    const at = cursor.at
    if (bytes[at] === element && bytes[at + 1] === doubleElementBytes && bytes[at + 2] === anyValue.double && end - at >= 11) {
      spend(cursor, 1)
      values.push(view.getFloat64(at + 3, true))
      cursor.at = at + 11
    } else readElement(cursor, end, depth, values)
    if (values.length > decodeLimits.elementsMax) throw malformed(`an array has more than ${decodeLimits.elementsMax} elements`)
  }
  return values
}

function readElement(cursor: Cursor, end: number, depth: number, into: Value[]): void {
  const tag = readTag(cursor, end)
  if (tag === element) into.push(readValue(cursor, readEnd(cursor, end), depth))
  else skip(cursor, tag, end)
}

function readMap(cursor: Cursor, end: number, depth: number): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>()
  spend(cursor, decodeLimits.mapCost)
  while (cursor.at < end) {
    const tag = readTag(cursor, end)
    if (tag === element) readEntry(cursor, readEnd(cursor, end), depth, map)
    else skip(cursor, tag, end)
  }
  return map
}

/** Reads one KeyValue into `map`. A key that comes twice has the last value. */
export function readEntry(cursor: Cursor, end: number, depth: number, map: Map<string, Value>): void {
  let key = ''
  let value: Value = null
  while (cursor.at < end) {
    const tag = readTag(cursor, end)
    if (tag === keyValue.key) key = readText(cursor, readEnd(cursor, end))
    else if (tag === keyValue.value) value = readValue(cursor, readEnd(cursor, end), depth)
    else skip(cursor, tag, end)
  }
  map.set(key, value)
  if (map.size > decodeLimits.entriesMax) throw malformed(`a map has more than ${decodeLimits.entriesMax} keys`)
}

/** Copied, so that a small value does not keep the whole request in memory. */
function readBytes(cursor: Cursor, end: number): Uint8Array {
  const bytes = new Uint8Array(cursor.bytes.subarray(cursor.at, end))
  cursor.at = end
  return bytes
}

function deeper(depth: number): number {
  if (depth >= decodeLimits.depthMax) throw malformed(`values are nested more than ${decodeLimits.depthMax} deep`)
  return depth + 1
}

export function spend(cursor: Cursor, values: number): void {
  cursor.allowance.values -= values
  if (cursor.allowance.values < 0) throw malformed('it holds too many values')
}
