import { Failure } from '../../contract/index.ts'
import { type Cursor, newCursor, readEnd, readFixed64, readTag, readText, skip } from './cursor.ts'
import { readEntry, spend } from './otlp-protobuf-value.ts'
import { decodeLimits, type LogRecord, newAllowance, type ResourceRecords, toLogRecord, type Value } from './records.ts'

/** Tags of ExportLogsServiceRequest and the messages within: field number, then wire type (OTLP 1.11). */
const resourceLogs = 0x0a
const inResourceLogs = { resource: 0x0a, scopeLogs: 0x12 } as const
const resourceAttribute = 0x0a
const logRecord = 0x12
const inLogRecord = { time: 0x09, attribute: 0x32, observedTime: 0x59, eventName: 0x62 } as const

/**
 * Decodes an ExportLogsServiceRequest with a cursor of our own: no schema, no generated code, fields that are not
 * known are passed over.
 *
 * @param body  after decompression; not kept
 * @throws Failure BAD_REQUEST when the bytes are not protobuf or exceed the limits of `records.ts`, TOO_LARGE when there are more than `recordsMax` records
 */
export function decodeProtobuf(body: Buffer, recordsMax: number): ResourceRecords[] {
  const cursor = newCursor(body, newAllowance(recordsMax))
  const groups: ResourceRecords[] = []
  while (cursor.at < body.length) {
    const tag = readTag(cursor, body.length)
    if (tag === resourceLogs) groups.push(readResourceLogs(cursor, readEnd(cursor, body.length)))
    else skip(cursor, tag, body.length)
  }
  return groups
}

function readResourceLogs(cursor: Cursor, end: number): ResourceRecords {
  // An empty one is 2 bytes on the wire.
  spend(cursor, decodeLimits.mapCost)
  const resource = new Map<string, Value>()
  const records: LogRecord[] = []
  while (cursor.at < end) {
    const tag = readTag(cursor, end)
    if (tag === inResourceLogs.scopeLogs) readScopeLogs(cursor, readEnd(cursor, end), records)
    else if (tag === inResourceLogs.resource) readResource(cursor, readEnd(cursor, end), resource)
    else skip(cursor, tag, end)
  }
  return { resource, records }
}

function readResource(cursor: Cursor, end: number, into: Map<string, Value>): void {
  while (cursor.at < end) {
    const tag = readTag(cursor, end)
    if (tag === resourceAttribute) readEntry(cursor, readEnd(cursor, end), 0, into)
    else skip(cursor, tag, end)
  }
}

function readScopeLogs(cursor: Cursor, end: number, into: LogRecord[]): void {
  while (cursor.at < end) {
    const tag = readTag(cursor, end)
    if (tag === logRecord) into.push(readLogRecord(cursor, readEnd(cursor, end)))
    else skip(cursor, tag, end)
  }
}

function readLogRecord(cursor: Cursor, end: number): LogRecord {
  const attributes = new Map<string, Value>()
  let event = ''
  let time = 0n
  let observedTime = 0n
  cursor.allowance.records -= 1
  if (cursor.allowance.records < 0) throw new Failure('TOO_LARGE', 'The request holds too many log records')
  while (cursor.at < end) {
    const tag = readTag(cursor, end)
    if (tag === inLogRecord.attribute) readEntry(cursor, readEnd(cursor, end), 0, attributes)
    else if (tag === inLogRecord.time) time = readFixed64(cursor, end)
    else if (tag === inLogRecord.observedTime) observedTime = readFixed64(cursor, end)
    else if (tag === inLogRecord.eventName) event = readText(cursor, readEnd(cursor, end))
    else skip(cursor, tag, end)
  }
  return toLogRecord(event, time, observedTime, attributes)
}
