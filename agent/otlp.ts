import type { Buffer } from 'node:buffer'
import { attributes, batchAttributes, events, type Inference } from '../contract/index.ts'
import { writeAttribute } from './otlp-value.ts'
import { buildWriter, type ProtobufWriter, writeBytes, writeFixed64, writeMessage, writeText, writeVarint, written } from './protobuf.ts'
import type { TraceParent } from './trace-parent.ts'

/** Field numbers of opentelemetry.proto.{collector.logs,logs,resource,common}.v1. */
const request = { resourceLogs: 1 } as const
const resourceLogs = { resource: 1, scopeLogs: 2 } as const
const resourceAttributes = 1
const scopeLogs = { scope: 1, records: 2 } as const
const scope = { name: 1, version: 2 } as const
const logRecord = { time: 1, severity: 2, attributes: 6, traceId: 9, spanId: 10, observed: 11, eventName: 12 } as const

const severityInfo = 9

/** When the agent saw it, nanoseconds since 1970, and the trace that the request belongs to. */
export interface RecordContext {
  readonly observedNs: bigint
  readonly trace: TraceParent | null
}

/** One `ml.inference` event as the bytes of a LogRecord. Everything but batch and resource is in it, so its size is final. */
export function encodeInference(inference: Inference, { observedNs, trace }: RecordContext): Buffer {
  const writer = buildWriter()
  writeFixed64(writer, logRecord.time, inference.atNs)
  writeVarint(writer, logRecord.severity, severityInfo)
  for (const entry of attributesOf(inference)) writeAttribute(writer, logRecord.attributes, entry)
  if (trace) {
    writeBytes(writer, logRecord.traceId, trace.traceId)
    writeBytes(writer, logRecord.spanId, trace.spanId)
  }
  writeFixed64(writer, logRecord.observed, observedNs)
  writeText(writer, logRecord.eventName, events.inference)
  return written(writer)
}

/** Attributes of the event, by the shared names; what is not known is left out. */
export function attributesOf(inference: Inference): [string, unknown][] {
  const all: [string, unknown][] = [
    [attributes.model, inference.model],
    [attributes.version, inference.version || null],
    [attributes.task, inference.task],
    [attributes.id, inference.id],
    [attributes.batchSize, inference.batchSize],
    [attributes.duration, inference.durationSeconds],
    [attributes.protocol, inference.protocol],
    [attributes.inputs, inference.inputs],
    [attributes.outputs, inference.outputs.size > 0 ? inference.outputs : null],
    [attributes.segments, inference.segments.size > 0 ? inference.segments : null],
    [attributes.entityIds, inference.entityIds.length > 0 ? inference.entityIds : null],
    [attributes.source, inference.source],
    [attributes.samplingRatio, inference.samplingRatio < 1 ? inference.samplingRatio : null],
    [attributes.truncated, inference.truncated || null],
    [attributes.status, inference.status],
    [attributes.error, inference.error],
  ]
  return all.filter(([, value]) => value !== null)
}

/** Names a batch for the receiver: the id is fixed when the batch is made, the attempt counts from 0. */
export interface BatchName {
  readonly id: string
  readonly attempt: number
}

/** An ExportLogsServiceRequest with one resource, one scope and the records. */
export function encodeRequest(records: readonly Buffer[], batch: BatchName, resource: ReadonlyMap<string, string>): Buffer {
  const writer = buildWriter()
  const all = [...resource, [batchAttributes.id, batch.id], [batchAttributes.attempt, batch.attempt]] as const
  writeMessage(writer, request.resourceLogs, () => {
    writeMessage(writer, resourceLogs.resource, () => {
      for (const entry of all) writeAttribute(writer, resourceAttributes, entry)
    })
    writeMessage(writer, resourceLogs.scopeLogs, () => writeScopeLogs(writer, records, resource.get('service.version') ?? ''))
  })
  return written(writer)
}

function writeScopeLogs(to: ProtobufWriter, records: readonly Buffer[], version: string): void {
  writeMessage(to, scopeLogs.scope, () => {
    writeText(to, scope.name, 'plimsoll.agent')
    writeText(to, scope.version, version)
  })
  for (const record of records) writeBytes(to, scopeLogs.records, record)
}
