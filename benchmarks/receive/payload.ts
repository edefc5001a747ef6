import { gzipSync } from 'node:zlib'
import { attributesOf, encodeInference, encodeRequest } from '../../agent/otlp.ts'
import { events, type Inference } from '../../contract/index.ts'

/** Bodies of both roads hold the same values. */
export type Road = 'protobuf' | 'json'

const numbers = 16
const categories = 4
const words = ['Oslo', 'Bergen', 'Trondheim', 'Stavanger', 'Tromsø']
const startNs = 1_767_225_600_000_000_000n

function inference(batch: string, index: number): Inference {
  const numeric = Array.from({ length: numbers }, (_, column) => [`number ${column}`, [Math.sin(index * (column + 1)) * 1000]] as const)
  const texts = Array.from({ length: categories }, (_, column) => [`category ${column}`, [words[(index * (column + 3)) % words.length]]] as const)
  return {
    id: `${batch} ${index}`,
    atNs: startNs + BigInt(index) * 1_000_000n,
    model: 'speed',
    version: '1',
    batchSize: 1,
    inputs: new Map<string, readonly unknown[]>([...numeric, ...texts]),
    outputs: new Map([['score', [Math.abs(Math.sin(index))]]]),
    segments: new Map(),
    entityIds: [],
    durationSeconds: 0.0125,
    protocol: 'sdk',
    source: 'sdk',
    samplingRatio: 1,
    truncated: false,
    status: null,
    error: null,
    task: null,
  }
}

/** One request of `rows` records of one row, in gzip. */
export function makeBody(road: Road, batch: string, rows: number): Buffer {
  const inferences = Array.from({ length: rows }, (_, index) => inference(batch, index))
  return gzipSync(road === 'json' ? Buffer.from(JSON.stringify(toJson(inferences))) : toProtobuf(batch, inferences))
}

const toProtobuf = (id: string, inferences: readonly Inference[]): Buffer => {
  const records = inferences.map(one => encodeInference(one, { observedNs: one.atNs, trace: null }))
  return encodeRequest(records, { id, attempt: 0 }, new Map())
}

function anyValue(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  return { kvlistValue: { values: keyValues(value as ReadonlyMap<string, unknown>) } }
}

const keyValues = (map: Iterable<readonly [string, unknown]>): object[] => Array.from(map, ([key, value]) => ({ key, value: anyValue(value) }))

function toJson(inferences: readonly Inference[]): object {
  const logRecords = inferences.map(one => ({
    timeUnixNano: String(one.atNs),
    severityNumber: 9,
    eventName: events.inference,
    attributes: keyValues(attributesOf(one)),
  }))
  return { resourceLogs: [{ scopeLogs: [{ logRecords }] }] }
}
