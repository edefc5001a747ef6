import { Failure, type Values } from '../contract/index.ts'
import { fieldOf } from './json-text.ts'

/** Columns of equal length. */
export interface Columns {
  readonly rows: number
  readonly columns: ReadonlyMap<string, Values>
}

/** Wider tensors, and those of rank 3 or more, are kept as one vector a row: an image is not ten thousand columns. */
const columnsMax = 1024
const valuesMax = 4_000_000

/**
 * Turns JSON tensors into columns. Shape [n] or [n, 1] is one column of the tensor's name; [n, k] is k columns, named by
 * `names` or else name-0 to name-(k-1); anything else is a column of flat vectors. Data may be nested or flat, row by row.
 *
 * @param names  column names of wide tensors, by tensor
 * @throws Failure BAD_REQUEST when shape and data disagree, tensors differ in rows, or a column has two sources
 */
export function columnsOf(tensors: unknown, names: Readonly<Record<string, readonly string[]>>): Columns {
  if (!Array.isArray(tensors) || tensors.length === 0) throw bad('there is no tensor')
  const all = tensors.map(readTensor)
  const rows = new Set(all.map(({ shape: [n = 1] }) => n))
  if (rows.size > 1) throw bad('tensors differ in their number of rows')
  const split = all.flatMap(tensor => splitColumns(tensor, Object.hasOwn(names, tensor.name) ? names[tensor.name] : undefined))
  const columns = new Map(split)
  if (columns.size < split.length) throw bad('a column has two sources')
  return { rows: [...rows][0] ?? 0, columns }
}

interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Values
}

function readTensor(tensor: unknown): Tensor {
  const [name, shape, datatype, data] = ['name', 'shape', 'datatype', 'data'].map(key => fieldOf(tensor, key))
  if (typeof name !== 'string' || name === '') throw bad('a tensor has no name')
  if (!isShape(shape)) throw bad('a tensor has no shape')
  const size = shape.reduce((product, length) => product * length, 1)
  if (size > valuesMax) throw bad('a tensor is too large')
  const flat = flatten(data, size)
  const convert = conversions.get(String(datatype))
  return { name, shape, values: convert ? flat.map(convert) : flat }
}

const isShape = (shape: unknown): shape is number[] =>
  Array.isArray(shape) && shape.length <= 16 && shape.every(length => Number.isSafeInteger(length) && length >= 0)

const bad = (what: string): Failure => new Failure('BAD_REQUEST', `The tensors do not fit the protocol: ${what}.`)

/** Row by row, whatever the nesting; without recursion, because depth is the sender's. */
function flatten(data: unknown, size: number): unknown[] {
  let flat: unknown[] = Array.isArray(data) ? data : [data]
  while (flat.some(Array.isArray)) {
    flat = flat.flat(1)
    if (flat.length > size) break
  }
  if (flat.length !== size) throw bad('shape and data disagree')
  return flat
}

const spelledNumbers = new Map<unknown, number>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])
const toFloat = (value: unknown): unknown => spelledNumbers.get(value) ?? value
const toBoolean = (value: unknown): unknown => (value === 0 || value === 1 ? value === 1 : value)

/** What JSON cannot say by itself. Values of the wrong type are left as they are: the collector names them. */
const conversions = new Map<string, (value: unknown) => unknown>([
  ['BOOL', toBoolean],
  ['FP16', toFloat],
  ['FP32', toFloat],
  ['FP64', toFloat],
  ['BF16', toFloat],
])

function splitColumns({ name, shape, values }: Tensor, names: readonly string[] | undefined): [string, Values][] {
  const [rows = 1, width = 1] = shape
  if (shape.length <= 1 || (shape.length === 2 && width === 1)) return [[name, values]]
  if (shape.length > 2 || width > columnsMax) return [[name, vectors(values, rows)]]
  if (names && names.length !== width) throw bad('the configured names are not as many as the columns')
  const strided = (column: number) => Array.from({ length: rows }, (_, row) => values[row * width + column])
  return Array.from({ length: width }, (_, column) => [names?.[column] ?? `${name}-${column}`, strided(column)])
}

function vectors(values: Values, rows: number): Values {
  const width = rows === 0 ? 0 : values.length / rows
  return Array.from({ length: rows }, (_, row) => values.slice(row * width, (row + 1) * width))
}
