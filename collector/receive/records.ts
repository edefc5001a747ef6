import { limits } from '../../contract/index.ts'

/** A decoded attribute: integers beyond 2^53 are bigints, maps are Maps because foreign names are data. */
export type Value = null | boolean | number | bigint | string | Uint8Array | readonly Value[] | ReadonlyMap<string, Value>

export type Attributes = ReadonlyMap<string, Value>

/** One OTLP log record, as far as it is read. Both encodings end here, so that every rule about content stands once. */
export interface LogRecord {
  /** Event name, or the attribute `event.name` of senders older than OTLP 1.5. */
  readonly event: string
  /** As sent, nanoseconds since 1970; 0 when absent. */
  readonly timeNs: bigint
  readonly observedNs: bigint
  readonly attributes: Attributes
}

/** The records of one resource, in the order of the request. */
export interface ResourceRecords {
  readonly resource: Attributes
  readonly records: readonly LogRecord[]
}

/** Bounds on what one request may make us build, whatever its encoding. */
export const decodeLimits = {
  /** Of attribute values. */
  depthMax: 32,
  /** Attributes of a record, entries of a map. */
  entriesMax: limits.columnsMax,
  /** Elements of one array. */
  elementsMax: limits.rowsMax,
  /** Values of a request; a map counts as `mapCost` values, because an empty one is 4 bytes on the wire and 200 in memory. */
  valuesMax: 8_388_608,
  mapCost: 32,
} as const

/** What decoding has left of its bounds. */
export interface Allowance {
  records: number
  values: number
}

export const newAllowance = (recordsMax: number): Allowance => ({ records: recordsMax, values: decodeLimits.valuesMax })

const oldEventName = 'event.name'

export function toLogRecord(event: string, timeNs: bigint, observedNs: bigint, attributes: Attributes): LogRecord {
  const old = event === '' ? attributes.get(oldEventName) : undefined
  return { event: typeof old === 'string' ? old : event, timeNs, observedNs, attributes }
}
