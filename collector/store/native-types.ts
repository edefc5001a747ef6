import { Failure } from '../../contract/index.ts'
import type { BlockColumn } from './engine.ts'
import type { Sink } from './native-sink.ts'

type Values = Pick<BlockColumn, 'values' | 'dictionary'>
type Writer = (sink: Sink, column: Values, rows: number) => void

const wrong = (what: string): Failure => new Failure('BUG', `a block holds ${what}`)
const viewOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

function expectRows(values: ArrayLike<unknown>, rows: number): void {
  if (values.length !== rows) throw wrong(`a column of ${values.length} values for ${rows} rows`)
}

interface NumberArray {
  new (length: number): Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array
}

/** Little-endian, as every machine that the engine runs on. Typed arrays of the same kind are taken as they are, NaN bits included. */
const numbers =
  (Kind: NumberArray, exact: boolean): Writer =>
  (sink, { values }, rows) => {
    expectRows(values, rows)
    if (values instanceof Kind) return sink.bytes(viewOf(values))
    const array = new Kind(rows)
    for (let row = 0; row < rows; row++) {
      array[row] = values[row] as number
      // A typed array wraps what does not fit, without a word.
      if (exact && array[row] !== Number(values[row])) throw wrong(`${String(values[row])} where a ${Kind.name.replace('Array', '')} belongs`)
    }
    sink.bytes(viewOf(array))
  }

const bigints =
  (Kind: BigInt64ArrayConstructor | BigUint64ArrayConstructor): Writer =>
  (sink, { values }, rows) => {
    expectRows(values, rows)
    if (values instanceof Kind) return sink.bytes(viewOf(values))
    const array = new Kind(rows)
    for (let row = 0; row < rows; row++) {
      const value = BigInt(values[row] as bigint | number)
      array[row] = value
      if (array[row] !== value) throw wrong(`${value} where 64 bits belong`)
    }
    sink.bytes(viewOf(array))
  }

const strings: Writer = (sink, { values }, rows) => {
  expectRows(values, rows)
  for (let row = 0; row < rows; row++) sink.text(values[row] as string)
}

/** 16 bytes a row in the order of the text, or the texts. In the format each half is a little-endian 64-bit number. */
const uuids: Writer = (sink, { values }, rows) => {
  const bytes = values instanceof Uint8Array ? Buffer.from(values) : Buffer.from(Array.from(values).join('').replaceAll('-', ''), 'hex')
  if (bytes.length !== 16 * rows) throw wrong(`${bytes.length} bytes of ids for ${rows} rows`)
  sink.bytes(bytes.swap64())
}

/** 16 little-endian bytes a row, or bigints. */
const uint128s: Writer = (sink, { values }, rows) => {
  if (values instanceof Uint8Array) {
    expectRows(values, 16 * rows)
    return sink.bytes(values)
  }
  expectRows(values, rows)
  const halves = new BigUint64Array(2 * rows)
  for (let row = 0; row < rows; row++) {
    const value = values[row] as bigint
    if (value < 0n || value >> 128n !== 0n) throw wrong(`${value} where a UInt128 belongs`)
    halves[2 * row] = BigInt.asUintN(64, value)
    halves[2 * row + 1] = value >> 64n
  }
  sink.bytes(viewOf(halves))
}

// Format of LowCardinality: version of the keys; then for the block: width of the codes with the bits "has keys, renew the dictionary", keys, codes.
const keysVersion = 1n
const ownKeys = 0x600n

const lowCardinality: Writer = (sink, column, rows) => {
  expectRows(column.values, rows)
  const { texts, codes } = column.dictionary ? given(column.values, column.dictionary) : learned(column.values)
  const width = texts.length <= 0x100 ? 0 : texts.length <= 0x10000 ? 1 : 2
  sink.bytes(viewOf(BigUint64Array.of(keysVersion, ownKeys | BigInt(width), BigInt(texts.length))))
  for (const text of texts) sink.text(text)
  sink.bytes(viewOf(BigUint64Array.of(BigInt(rows))))
  sink.bytes(viewOf(width === 0 ? Uint8Array.from(codes) : width === 1 ? Uint16Array.from(codes) : Uint32Array.from(codes)))
}

function given(values: ArrayLike<unknown>, texts: readonly string[]): { texts: readonly string[]; codes: ArrayLike<number> } {
  const codes = values as ArrayLike<number>
  for (let row = 0; row < codes.length; row++) {
    if (!((codes[row] as number) < texts.length)) throw wrong(`code ${String(codes[row])} of a dictionary of ${texts.length}`)
  }
  return { texts, codes }
}

function learned(values: ArrayLike<unknown>): { texts: readonly string[]; codes: ArrayLike<number> } {
  const known = new Map<string, number>()
  const codes = new Uint32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const text = values[row] as string
    const code = known.get(text) ?? known.size
    if (code === known.size) known.set(text, code)
    codes[row] = code
  }
  return { texts: [...known.keys()], codes }
}

/** Ends of the rows, then the values of all rows. */
const arrays =
  (inner: Writer): Writer =>
  (sink, { values }, rows) => {
    expectRows(values, rows)
    const all: unknown[] = []
    const ends = new BigUint64Array(rows)
    for (let row = 0; row < rows; row++) {
      for (const value of values[row] as Iterable<unknown>) all.push(value)
      ends[row] = BigInt(all.length)
    }
    sink.bytes(viewOf(ends))
    inner(sink, { values: all }, all.length)
  }

/** A row is a Map, or pairs. */
const maps =
  (keyWriter: Writer, valueWriter: Writer): Writer =>
  (sink, { values }, rows) => {
    expectRows(values, rows)
    const pairs: (readonly [unknown, unknown])[] = []
    const ends = new BigUint64Array(rows)
    for (let row = 0; row < rows; row++) {
      for (const pair of values[row] as Iterable<readonly [unknown, unknown]>) pairs.push(pair)
      ends[row] = BigInt(pairs.length)
    }
    sink.bytes(viewOf(ends))
    keyWriter(sink, { values: pairs.map(pair => pair[0]) }, pairs.length)
    valueWriter(sink, { values: pairs.map(pair => pair[1]) }, pairs.length)
  }

const nullable =
  (inner: Writer, empty: unknown): Writer =>
  (sink, { values }, rows) => {
    expectRows(values, rows)
    const present = Array.from(values)
    sink.bytes(Uint8Array.from(present, value => (value === null ? 1 : 0)))
    inner(sink, { values: present.map(value => value ?? empty) }, rows)
  }

const simple = new Map<string, Writer>([
  ['UInt8', numbers(Uint8Array, true)],
  ['UInt16', numbers(Uint16Array, true)],
  ['UInt32', numbers(Uint32Array, true)],
  ['UInt64', bigints(BigUint64Array)],
  ['UInt128', uint128s],
  ['Int8', numbers(Int8Array, true)],
  ['Int16', numbers(Int16Array, true)],
  ['Int32', numbers(Int32Array, true)],
  ['Int64', bigints(BigInt64Array)],
  ['Float64', numbers(Float64Array, false)],
  ['DateTime', numbers(Uint32Array, true)],
  ['DateTime64', bigints(BigInt64Array)],
  ['String', strings],
  ['UUID', uuids],
])

const emptyOf = (type: string): unknown => (type === 'String' ? '' : type === 'UUID' ? '0'.repeat(32) : type === 'UInt128' ? 0n : 0)

/** Types made of types; `inside` is what stands between the brackets. */
const nested = new Map<string, (inside: string) => Writer>([
  ['Array', inside => arrays(columnWriter(inside))],
  ['Nullable', inside => nullable(columnWriter(inside), emptyOf(inside))],
  ['Map', mapWriter],
])

/** @throws Failure BUG for a type that no table of ours has */
export function columnWriter(type: string): Writer {
  if (type === 'LowCardinality(String)') return lowCardinality
  const [, outer = type, inside = ''] = /^(\w+)\((.*)\)$/s.exec(type) ?? []
  const make = nested.get(outer)
  const writer = make ? make(inside) : simple.get(outer.startsWith('DateTime') ? outer : type)
  if (!writer) throw wrong(`a column of type ${type}`)
  return writer
}

function mapWriter(inside: string): Writer {
  const comma = inside.indexOf(', ')
  return maps(columnWriter(inside.slice(0, comma)), columnWriter(inside.slice(comma + 2)))
}
