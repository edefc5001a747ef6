import { Failure, limits } from '../contract/index.ts'
import { type ProtobufWriter, writeDouble, writeMessage, writeText, writeVarint } from './protobuf.ts'

/** Field numbers of opentelemetry.proto.common.v1. */
const anyValue = { string: 1, bool: 2, int: 3, double: 4, array: 5, kvlist: 6 } as const
const keyValue = { key: 1, value: 2 } as const
const listValues = 1

/** Deeper values travel as JSON text: receivers bound their nesting, and nobody monitors the tenth level. */
const depthMax = 6

/** What the collector takes in one array, and in one map. */
const { rowsMax: elementsMax, columnsMax: entriesMax } = limits

const entriesOf = (value: object): (readonly [string, unknown])[] => {
  if (Array.isArray(value)) return []
  return value instanceof Map ? [...(value as ReadonlyMap<string, unknown>)] : Object.entries(value)
}

/** One KeyValue of an attribute list. @throws Failure TOO_LARGE over 100,000 elements of an array or 10,000 entries of a map */
export function writeAttribute(writer: ProtobufWriter, field: number, [key, value]: readonly [string, unknown], depth = 0): void {
  writeMessage(writer, field, () => {
    writeText(writer, keyValue.key, key)
    writeMessage(writer, keyValue.value, () => writeValue(writer, value, depth))
  })
}

/**
 * Fields of an AnyValue. Whole numbers are ints and the rest doubles: receivers take a column's numbers as one type.
 * Negative ones are doubles as well, which take 9 bytes and not 11. Null is a value without a field; integers beyond 64 bits are text.
 */
function writeValue(writer: ProtobufWriter, value: unknown, depth: number): void {
  if (typeof value === 'string') writeText(writer, anyValue.string, value)
  else if (typeof value === 'number') writeNumber(writer, value)
  else if (typeof value === 'boolean') writeVarint(writer, anyValue.bool, value ? 1 : 0)
  else if (typeof value === 'bigint') writeText(writer, anyValue.string, String(value))
  else if (typeof value === 'object' && value !== null) writeNested(writer, value, depth)
}

function writeNumber(writer: ProtobufWriter, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) writeVarint(writer, anyValue.int, value)
  else writeDouble(writer, anyValue.double, value)
}

function writeNested(writer: ProtobufWriter, value: object, depth: number): void {
  if (depth >= depthMax) return writeText(writer, anyValue.string, JSON.stringify(value))
  const entries = entriesOf(value)
  if (entries.length > entriesMax || (Array.isArray(value) && value.length > elementsMax)) throw new Failure('TOO_LARGE', 'A value holds too many elements.')
  if (Array.isArray(value)) return writeMessage(writer, anyValue.array, () => writeArray(writer, value, depth + 1))
  writeMessage(writer, anyValue.kvlist, () => {
    for (const entry of entries) writeAttribute(writer, listValues, entry, depth + 1)
  })
}

function writeArray(writer: ProtobufWriter, values: readonly unknown[], depth: number): void {
  for (const value of values) writeMessage(writer, listValues, () => writeValue(writer, value, depth))
}
