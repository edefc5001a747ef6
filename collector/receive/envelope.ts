import { attributes, type Inference, limits, modelAliases, type Values } from '../../contract/index.ts'
import { idProblem, nameProblem, quoted, textOf } from './attribute.ts'
import type { Attributes, LogRecord, Value } from './records.ts'
import { isRefusal, type Refusal, refusal } from './refusal.ts'

type Identity = Pick<Inference, 'id' | 'model' | 'version' | 'batchSize'>
type Columns = ReadonlyMap<string, Values>
type Content = Pick<Inference, 'inputs' | 'outputs' | 'segments' | 'entityIds'>

/**
 * Reads an `ml.inference` record. Only the envelope can refuse it: a required attribute missing, an array whose length is
 * not the batch size. What a value is, is for the schema to say.
 *
 * @param receivedNs  event time of a record that has none, nanoseconds since 1970
 */
export function toInference(record: LogRecord, receivedNs: bigint): Inference | Refusal {
  const given = record.attributes
  const identity = readIdentity(given)
  if (isRefusal(identity)) return identity
  const content = readContent(given, identity.batchSize)
  if (isRefusal(content)) return content
  const samplingRatio = given.get(attributes.samplingRatio) ?? 1
  if (typeof samplingRatio !== 'number' || !(samplingRatio > 0 && samplingRatio <= 1)) {
    return refusal('type', `${attributes.samplingRatio} must be a number above 0, at most 1`)
  }
  return { ...identity, atNs: timeOf(record, receivedNs), ...content, ...readCircumstances(given), samplingRatio }
}

/** Event time, else the time of observation, else of receipt. */
export const timeOf = (record: LogRecord, receivedNs: bigint): bigint => record.timeNs || record.observedNs || receivedNs

function readIdentity(given: Attributes): Identity | Refusal {
  const model = modelOf(given)
  const id = textOf(given.get(attributes.id)) ?? ''
  const version = textOf(given.get(attributes.version)) ?? ''
  const batchSize = given.get(attributes.batchSize) ?? null
  const missing = Object.entries({ [attributes.model]: model, [attributes.id]: id, [attributes.batchSize]: batchSize }).find(
    ([, value]) => value === '' || value === null,
  )
  if (missing) return refusal('missing', `${missing[0]} is missing`)
  if (!isBatchSize(batchSize)) return refusal('size', `${attributes.batchSize} must be an integer from 1 to ${limits.rowsMax}`)
  const problem = nameProblem(attributes.model, model) ?? nameProblem(attributes.version, version) ?? idProblem(attributes.id, id)
  return problem ?? { id, model, version, batchSize }
}

/** Also under the names that others give it; empty when there is none. */
export const modelOf = (given: Attributes): string =>
  [attributes.model, ...modelAliases].map(name => textOf(given.get(name)) ?? '').find(text => text !== '') ?? ''

const isBatchSize = (value: Value): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= limits.rowsMax

function readContent(given: Attributes, batchSize: number): Content | Refusal {
  const inputs = readColumns(given, attributes.inputs, batchSize)
  if (isRefusal(inputs)) return inputs
  const outputs = readColumns(given, attributes.outputs, batchSize)
  if (isRefusal(outputs)) return outputs
  const segments = readSegments(given.get(attributes.segments))
  if (isRefusal(segments)) return segments
  const entityIds = readEntityIds(given.get(attributes.entityIds), batchSize)
  if (isRefusal(entityIds)) return entityIds
  if (inputs.size + outputs.size === 0 && !failed(given)) return refusal('missing', `${attributes.inputs} and ${attributes.outputs} are both missing`)
  if ((inputs.size + outputs.size) * batchSize > limits.cellsMax) return refusal('size', `The record holds more than ${limits.cellsMax} values`)
  return { inputs, outputs, segments, entityIds: entityIds.texts }
}

/** A call that failed has no outputs, and its inputs may be withheld. */
const failed = (given: Attributes): boolean => given.has(attributes.error) || Number(given.get(attributes.status) ?? 0) >= 400

function readColumns(given: Attributes, name: string, batchSize: number): Columns | Refusal {
  const value = given.get(name) ?? null
  if (value === null) return new Map()
  if (!(value instanceof Map)) return refusal('type', `${name} must be a map of column to values`)
  const columns = value as ReadonlyMap<string, Value>
  let scalars = 0
  for (const [column, values] of columns) {
    const problem = nameProblem(name, column)
    if (problem) return problem
    if (!toRows(values, batchSize)) return refusal('length', wrongLength(`${name} ${quoted(column)}`, values, batchSize))
    if (!Array.isArray(values)) scalars += 1
  }
  // The usual case is taken as it was decoded: a second map for each record is a third of what a request leaves to collect.
  return scalars === 0 ? (columns as Columns) : new Map(Array.from(columns, ([column, values]) => [column, toRows(values, batchSize) ?? []]))
}

/** A scalar stands for one row only: in a larger batch nobody could say which. */
function toRows(values: Value, batchSize: number): Values | undefined {
  if (Array.isArray(values)) return values.length === batchSize ? values : undefined
  return batchSize === 1 ? [values] : undefined
}

function wrongLength(what: string, values: Value, batchSize: number): string {
  const found = Array.isArray(values) ? `${values.length} values` : 'a single value'
  return `${what} has ${found}, the batch ${batchSize} rows (a vector is an array within the array)`
}

function readSegments(value: Value | undefined): ReadonlyMap<string, string> | Refusal {
  const segments = new Map<string, string>()
  if (value === undefined || value === null) return segments
  if (!(value instanceof Map)) return refusal('type', `${attributes.segments} must be a map of text to text`)
  for (const [name, inner] of value as ReadonlyMap<string, Value>) {
    const problem = nameProblem(attributes.segments, name)
    if (problem) return problem
    const text = typeof inner === 'boolean' ? String(inner) : textOf(inner)
    if (text === undefined && inner !== null) return refusal('type', `${attributes.segments} ${quoted(name)} must be text`)
    if (text !== undefined) segments.set(name, text)
  }
  return segments
}

function readEntityIds(value: Value | undefined, batchSize: number): { readonly texts: readonly string[] } | Refusal {
  if (value === undefined || value === null) return { texts: [] }
  const rows = toRows(value, batchSize) as readonly Value[] | undefined
  if (!rows) return refusal('length', wrongLength(attributes.entityIds, value, batchSize))
  const texts = rows.map(row => (row === null ? '' : textOf(row)))
  if (!texts.every(text => text !== undefined)) return refusal('type', `${attributes.entityIds} must hold text`)
  const problem = texts.map(text => idProblem(attributes.entityIds, text)).find(one => one !== undefined)
  return problem ?? { texts }
}

/** What is good to know. Nothing depends on it, so a value of the wrong type is as good as none. */
function readCircumstances(given: Attributes) {
  const duration = given.get(attributes.duration)
  const status = given.get(attributes.status)
  return {
    durationSeconds: typeof duration === 'number' && duration >= 0 && Number.isFinite(duration) ? duration : null,
    status: Number.isInteger(status) ? (status as number) : null,
    protocol: textOf(given.get(attributes.protocol)) ?? '',
    source: textOf(given.get(attributes.source)) ?? '',
    truncated: given.get(attributes.truncated) === true,
    error: textOf(given.get(attributes.error)) ?? null,
    task: textOf(given.get(attributes.task)) ?? null,
  }
}
