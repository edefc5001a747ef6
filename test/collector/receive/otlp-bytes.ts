/** Writes OTLP by the published field numbers, for tests only: simple, slow, and not shared with the code under test. */

export type Plain = null | boolean | number | bigint | string | Plain[] | { readonly map: readonly (readonly [string, Plain])[] }

export interface PlainRecord {
  readonly event: string
  readonly timeNs: bigint
  readonly attributes: readonly (readonly [string, Plain])[]
}

export const varint = (value: bigint): Buffer => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Buffer.of(...bytes, Number(rest))
}

const tag = (field: number, wire: number): Buffer => varint(BigInt(field * 8 + wire))
export const message = (field: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([tag(field, 2), varint(BigInt(body.length)), body])
}
const fixed64 = (field: number, value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return Buffer.concat([tag(field, 1), bytes])
}
const double = (field: number, value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([tag(field, 1), bytes])
}

export function anyValue(value: Plain): Buffer {
  if (value === null) return Buffer.alloc(0)
  if (typeof value === 'string') return message(1, Buffer.from(value))
  if (typeof value === 'boolean') return Buffer.concat([tag(2, 0), varint(value ? 1n : 0n)])
  if (typeof value === 'bigint') return Buffer.concat([tag(3, 0), varint(value)])
  if (typeof value === 'number') return double(4, value)
  if (Array.isArray(value)) return message(5, ...value.map(one => message(1, anyValue(one))))
  return message(6, ...value.map.map(([key, one]) => keyValue(1, key, one)))
}

export const keyValue = (field: number, key: string, value: Plain): Buffer => message(field, message(1, Buffer.from(key)), message(2, anyValue(value)))

const logRecord = (record: PlainRecord): Buffer =>
  message(2, fixed64(1, record.timeNs), message(12, Buffer.from(record.event)), ...record.attributes.map(([key, value]) => keyValue(6, key, value)))

export const protobufRequest = (records: readonly PlainRecord[], resource: readonly (readonly [string, Plain])[] = []): Buffer =>
  message(1, message(1, ...resource.map(([key, value]) => keyValue(1, key, value))), message(2, ...records.map(logRecord)))

function jsonValue(value: Plain): unknown {
  if (value === null) return {}
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint') return { intValue: String(value) }
  if (typeof value === 'number') return { doubleValue: Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value) }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(jsonValue) } }
  return { kvlistValue: { values: jsonPairs(value.map) } }
}

const jsonPairs = (pairs: readonly (readonly [string, Plain])[]) => pairs.map(([key, value]) => ({ key, value: jsonValue(value) }))

export const jsonRequest = (records: readonly PlainRecord[], resource: readonly (readonly [string, Plain])[] = []): Buffer =>
  Buffer.from(
    JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes: jsonPairs(resource) },
          scopeLogs: [
            {
              scope: { name: 'test' },
              logRecords: records.map(({ event, timeNs, attributes }) => ({
                timeUnixNano: String(timeNs),
                severityNumber: 9,
                eventName: event,
                attributes: jsonPairs(attributes),
              })),
            },
          ],
        },
      ],
    }),
  )
