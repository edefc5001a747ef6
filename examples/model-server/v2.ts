import type { FlightInputs } from './features.ts'

/** What a client did wrong; answered with status 400 and `{"error": …}` as the Open Inference Protocol says. */
export class WrongRequest extends Error {}

interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: readonly unknown[]
}

/** Names of the tensors, with their datatypes: what the metadata says and what is read. */
export const inputTensors = [
  { name: 'scheduled_hour', datatype: 'INT64', key: 'scheduledHour' },
  { name: 'weekday', datatype: 'BYTES', key: 'weekday' },
  { name: 'distance', datatype: 'FP64', key: 'distance' },
  { name: 'destination_delays', datatype: 'FP64', key: 'destinationDelays' },
  { name: 'origin', datatype: 'BYTES', key: 'origin' },
  { name: 'destination', datatype: 'BYTES', key: 'destination' },
] as const satisfies readonly { name: string; datatype: 'INT64' | 'FP64' | 'BYTES'; key: keyof FlightInputs }[]

export const outputTensors = [
  { name: 'late_probability', datatype: 'FP64' },
  { name: 'late', datatype: 'BYTES' },
] as const

const rowsMax = 10_000

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads an inference request: JSON tensors of shape [n] or [n, 1], nulls for missing values.
 *
 * @throws WrongRequest
 */
export function readRequest(body: string): { readonly id: string | undefined; readonly flights: FlightInputs[] } {
  const request = parsed(body)
  if (!Array.isArray(request['inputs'])) throw new WrongRequest('inputs must be a list of tensors')
  const tensors = new Map(request['inputs'].map(readTensor).map(tensor => [tensor.name, tensor]))
  const rows = [...tensors.values()][0]?.data.length ?? 0
  if (rows === 0 || rows > rowsMax) throw new WrongRequest(`a request holds 1 to ${rowsMax} rows`)
  const columns = inputTensors.map(({ name, datatype }) => readColumn(tensors.get(name), { name, datatype, rows }))
  const id = typeof request['id'] === 'string' ? request['id'] : undefined
  return { id, flights: Array.from({ length: rows }, (_, row) => flightAt(columns, row)) }
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    if (isObject(value)) return value
  } catch {
    // answered below, with everything else that is no JSON object
  }
  throw new WrongRequest('the body must be a JSON object')
}

function readTensor(tensor: unknown): Tensor {
  const { name, shape, data } = isObject(tensor) ? tensor : {}
  if (typeof name !== 'string' || !Array.isArray(shape) || !Array.isArray(data)) throw new WrongRequest('a tensor needs name, shape and data')
  const [rows, width = 1] = shape as unknown[]
  if (shape.length > 2 || width !== 1 || rows !== data.length) throw new WrongRequest(`tensor ${name} must have shape [n] or [n, 1] and n values`)
  return { name, shape: shape as number[], data }
}

function readColumn(tensor: Tensor | undefined, { name, datatype, rows }: { name: string; datatype: string; rows: number }): readonly unknown[] {
  if (!tensor) throw new WrongRequest(`tensor ${name} is missing`)
  if (tensor.data.length !== rows) throw new WrongRequest('tensors differ in their number of rows')
  const type = datatype === 'BYTES' ? 'string' : 'number'
  if (!tensor.data.every(value => value === null || typeof value === type)) throw new WrongRequest(`tensor ${name} must hold ${type}s or null`)
  return tensor.data
}

const flightAt = (columns: readonly (readonly unknown[])[], row: number): FlightInputs =>
  Object.fromEntries(inputTensors.map(({ key }, column) => [key, columns[column]?.[row] ?? null])) as unknown as FlightInputs
