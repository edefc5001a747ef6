import { malformed } from './cursor.ts'
import { type Allowance, type Attributes, decodeLimits, type Value } from './records.ts'

export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A repeated field: absent and null are both empty, as in the JSON mapping of protobuf. */
export function listOf(object: Json, key: string): readonly Json[] {
  const list = object[key]
  if (list === undefined || list === null) return []
  if (!Array.isArray(list) || !list.every(isJson)) throw malformed(`${key} must be an array of objects`)
  return list
}

/** A repeated KeyValue. A key that comes twice has the last value. */
export function toAttributes(list: readonly Json[], depth: number, allowance: Allowance): Attributes {
  const map = new Map<string, Value>()
  for (const entry of list) {
    const { key, value } = entry as { key?: unknown; value?: unknown }
    if (key !== undefined && key !== null && typeof key !== 'string') throw malformed('a key must be text')
    map.set(key ?? '', toValue(value, depth, allowance))
    if (map.size > decodeLimits.entriesMax) throw malformed(`a map has more than ${decodeLimits.entriesMax} keys`)
  }
  return map
}

type Reader = (value: unknown, depth: number, allowance: Allowance) => Value

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['stringValue', asText],
  ['boolValue', asBoolean],
  ['intValue', asInteger],
  ['doubleValue', asDouble],
  ['arrayValue', asArray],
  ['kvlistValue', asMap],
  ['bytesValue', asBytes],
])

/** An AnyValue: null when it has no field that is known, of several the last. */
function toValue(value: unknown, depth: number, allowance: Allowance): Value {
  spend(allowance, 1)
  if (value === undefined || value === null) return null
  if (!isJson(value)) throw malformed('a value must be an object such as {"stringValue": "a"}')
  let result: Value = null
  for (const [key, inner] of Object.entries(value)) {
    const reader = readers.get(key)
    if (reader) result = inner === null ? null : reader(inner, depth, allowance)
  }
  return result
}

function asText(value: unknown): Value {
  if (typeof value === 'string') return value
  throw malformed('stringValue must be text')
}

function asBoolean(value: unknown): Value {
  if (typeof value === 'boolean') return value
  throw malformed('boolValue must be true or false')
}

/** Text by the mapping; a bare number, also one beyond 64 bits, as the JavaScript exporter sends it. */
function asInteger(value: unknown): Value {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) throw malformed('intValue must be an integer')
  const integer = BigInt(value)
  if (integer !== BigInt.asIntN(64, integer)) throw malformed('intValue has more than 64 bits')
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer
}

function asDouble(value: unknown): Value {
  if (typeof value === 'number') return value
  if (value === 'NaN') return Number.NaN
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY
  if (typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value)
  throw malformed('doubleValue must be a number')
}

function asArray(value: unknown, depth: number, allowance: Allowance): Value {
  const list = listOf(asObject(value), 'values')
  if (list.length > decodeLimits.elementsMax) throw malformed(`an array has more than ${decodeLimits.elementsMax} elements`)
  const inner = deeper(depth)
  return list.map(one => toValue(one, inner, allowance))
}

function asMap(value: unknown, depth: number, allowance: Allowance): Value {
  spend(allowance, decodeLimits.mapCost)
  return toAttributes(listOf(asObject(value), 'values'), deeper(depth), allowance)
}

function asBytes(value: unknown): Value {
  if (typeof value === 'string') return Uint8Array.from(Buffer.from(value, 'base64'))
  throw malformed('bytesValue must be base64 text')
}

function asObject(value: unknown): Json {
  if (isJson(value)) return value
  throw malformed('arrayValue and kvlistValue must be objects')
}

function deeper(depth: number): number {
  if (depth >= decodeLimits.depthMax) throw malformed(`values are nested more than ${decodeLimits.depthMax} deep`)
  return depth + 1
}

export function spend(allowance: Allowance, values: number): void {
  allowance.values -= values
  if (allowance.values < 0) throw malformed('it holds too many values')
}
