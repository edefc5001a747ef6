import { Failure, type Values } from '../contract/index.ts'
import { fieldOf } from './json-text.ts'
import { checkSize } from './size.ts'

/** Columns of equal length, at least one row. */
export interface Columns {
  readonly rows: number
  readonly columns: ReadonlyMap<string, Values>
  /** The tensor, or the name of the whole, that a column was cut from, where that is not the column's own name. */
  readonly sources: ReadonlyMap<string, string>
}

/** The outputs of a call that failed. */
export const noColumns = (rows: number): Columns => ({ rows, columns: new Map(), sources: new Map() })

/** Wider tensors, and those of rank 3 or more, are kept as one vector a row: an image is not ten thousand columns. */
const columnsMax = 1024
const valuesMax = 4_000_000

/**
 * Turns JSON tensors into columns. Shape [n] or [n, 1] is one column of the tensor's name; [n, k] is k columns, named by
 * `names` or else name-0 to name-(k-1); anything else is a column of flat vectors. Data may be nested or flat, row by row.
 *
 * @param names  column names of wide tensors, by tensor
 * @throws Failure BAD_REQUEST when shape and data disagree, tensors differ in rows, or a column has two sources; TOO_LARGE, also for
 *   what a short body only claims, over 4,000,000 values of a tensor or the bounds of `checkSize`
 */
export function columnsOf(tensors: unknown, names: Readonly<Record<string, readonly string[]>>): Columns {
  if (!Array.isArray(tensors) || tensors.length === 0) throw bad('there is no tensor')
  const all = tensors.map(readTensor)
  const [rows = 0, ...others] = new Set(all.map(({ shape: [n = 1] }) => n))
  if (others.length > 0) throw bad('tensors differ in their number of rows')
  checkSize(
    rows,
    all.map(columnCount).reduce((sum, count) => sum + count),
  )
  const split = all.flatMap(tensor => splitColumns(tensor, Object.hasOwn(names, tensor.name) ? names[tensor.name] : undefined))
  const columns = new Map(split.map(({ column, values }) => [column, values]))
  if (columns.size < split.length) throw bad('a column has two sources')
  return { rows, columns, sources: new Map(split.filter(({ column, tensor }) => column !== tensor).map(({ column, tensor }) => [column, tensor])) }
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
  if (data === undefined) throw bad('a tensor has no data')
  const size = shape.reduce((product, length) => product * length, 1)
  if (size > valuesMax) throw new Failure('TOO_LARGE', `A tensor has more than ${valuesMax} values.`)
  const flat = flatten(data, size)
  const convert = conversions.get(String(datatype))
  return { name, shape, values: convert ? flat.map(convert) : flat }
}

/** Only the first dimension may be 0: behind any other, rows would cost nothing. */
const isShape = (shape: unknown): shape is number[] =>
  Array.isArray(shape) && shape.length <= 16 && shape.every((length, dimension) => Number.isSafeInteger(length) && length >= Math.min(dimension, 1))

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

interface CutColumn {
  readonly column: string
  readonly tensor: string
  readonly values: Values
}

function columnCount({ shape }: Tensor): number {
  const [, width = 1] = shape
  return shape.length === 2 && width <= columnsMax ? width : 1
}

function splitColumns({ name: tensor, shape, values }: Tensor, names: readonly string[] | undefined): CutColumn[] {
  const [rows = 1, width = 1] = shape
  if (shape.length <= 1 || (shape.length === 2 && width === 1)) return [{ column: tensor, tensor, values }]
  if (shape.length > 2 || width > columnsMax) return [{ column: tensor, tensor, values: vectors(values, rows) }]
  if (names && names.length !== width) throw bad('the configured names are not as many as the columns')
  const strided = (column: number) => Array.from({ length: rows }, (_, row) => values[row * width + column])
  return Array.from({ length: width }, (_, column) => ({ column: names?.[column] ?? `${tensor}-${column}`, tensor, values: strided(column) }))
}

function vectors(values: Values, rows: number): Values {
  const width = values.length / rows
  return Array.from({ length: rows }, (_, row) => values.slice(row * width, (row + 1) * width))
}
