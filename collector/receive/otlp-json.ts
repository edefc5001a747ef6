import { Failure } from '../../contract/index.ts'
import { malformed } from './cursor.ts'
import { parseJson } from './json-text.ts'
import { isJson, type Json, listOf, spend, toAttributes } from './otlp-json-value.ts'
import { type Allowance, decodeLimits, type LogRecord, newAllowance, type ResourceRecords, toLogRecord } from './records.ts'

/**
 * Decodes the JSON form of an ExportLogsServiceRequest to what the protobuf form decodes to. Keys are lowerCamelCase and
 * unknown ones are ignored; 64-bit integers are text or numbers; a key that comes twice has the last value.
 *
 * @param body  after decompression; not kept
 * @throws Failure BAD_REQUEST or TOO_LARGE, as `decodeProtobuf` does
 */
export function decodeJson(body: Buffer, recordsMax: number): ResourceRecords[] {
  const request = parseJson(body)
  if (!isJson(request)) throw malformed('the body must be an object')
  const allowance = newAllowance(recordsMax)
  return listOf(request, 'resourceLogs').map(group => toResourceRecords(group, allowance))
}

function toResourceRecords(group: Json, allowance: Allowance): ResourceRecords {
  spend(allowance, decodeLimits.mapCost)
  const resource = group['resource'] ?? {}
  if (!isJson(resource)) throw malformed('resource must be an object')
  const scopes = listOf(group, 'scopeLogs')
  return {
    resource: toAttributes(listOf(resource, 'attributes'), 0, allowance),
    records: scopes.flatMap(scope => listOf(scope, 'logRecords').map(record => toRecord(record, allowance))),
  }
}

function toRecord(record: Json, allowance: Allowance): LogRecord {
  allowance.records -= 1
  if (allowance.records < 0) throw new Failure('TOO_LARGE', 'The request holds too many log records')
  const event = record['eventName'] ?? ''
  if (typeof event !== 'string') throw malformed('eventName must be text')
  const attributes = toAttributes(listOf(record, 'attributes'), 0, allowance)
  return toLogRecord(event, toNanoseconds(record['timeUnixNano']), toNanoseconds(record['observedTimeUnixNano']), attributes)
}

function toNanoseconds(value: unknown): bigint {
  if (value === undefined || value === null) return 0n
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return checked(BigInt(value))
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 64) return BigInt(value)
  throw malformed('a time must be nanoseconds since 1970')
}

function checked(time: bigint): bigint {
  if (time === BigInt.asUintN(64, time)) return time
  throw malformed('a time has more than 64 bits')
}
