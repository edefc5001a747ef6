import { Buffer } from 'node:buffer'

/** Ids of the span that called us. */
export interface TraceParent {
  readonly traceId: Buffer
  readonly spanId: Buffer
  readonly sampled: boolean
}

const format = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/

/** Reads a `traceparent` header (W3C Trace Context, 3.2); null when it is absent or invalid. */
export function readTraceParent(header: string | undefined): TraceParent | null {
  const [, traceId, spanId, flags] = format.exec(header ?? '') ?? []
  if (!traceId || !spanId || !flags) return null
  return { traceId: Buffer.from(traceId, 'hex'), spanId: Buffer.from(spanId, 'hex'), sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}
