import { Failure } from '../../contract/index.ts'

/** The two encodings of OTLP/HTTP. An answer has the encoding of its request. */
export type Encoding = 'protobuf' | 'json'

export const mediaTypes = { protobuf: 'application/x-protobuf', json: 'application/json' } as const

/** The media type without its parameters, in small letters. */
export const mediaTypeOf = (contentType: string | undefined): string => contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''

export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const type = mediaTypeOf(contentType)
  if (type === mediaTypes.protobuf) return 'protobuf'
  return type === mediaTypes.json ? 'json' : undefined
}

/** ExportLogsServiceResponse. An empty message when all was taken: no bytes in protobuf, `{}` in JSON. */
export function encodeSuccess(encoding: Encoding, rejected: number, message: string): Buffer | string {
  const partial = rejected > 0 || message !== ''
  if (encoding === 'json') return JSON.stringify(partial ? { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: message } } : {})
  if (!partial) return Buffer.alloc(0)
  return field(1, Buffer.concat([integer(1, rejected), field(2, Buffer.from(message))]))
}

/** google.rpc.Status, the body of every failure. */
export function encodeStatus(encoding: Encoding, failure: Failure): Buffer | string {
  if (encoding === 'json') return JSON.stringify({ code: failure.grpc, message: failure.message })
  return Buffer.concat([integer(1, failure.grpc), field(2, Buffer.from(failure.message))])
}

const field = (number: number, bytes: Buffer): Buffer => Buffer.concat([Buffer.of((number << 3) | 2), varint(bytes.length), bytes])

const integer = (number: number, value: number): Buffer => Buffer.concat([Buffer.of(number << 3), varint(value)])

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return Buffer.of(...bytes, rest)
}

/** Seconds for Retry-After, spread so that senders who were turned away together do not come back together. */
export const retryAfterSeconds = (): number => 1 + Math.floor(Math.random() * 5)

/** What was thrown, as a failure. Anything that is not one already is a bug of ours: the sender learns no more than that. */
export function toFailure(cause: unknown, onBug: (cause: unknown) => void): Failure {
  if (cause instanceof Failure) return cause
  onBug(cause)
  return new Failure('BUG', 'Internal error', { cause })
}
