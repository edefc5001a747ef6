import { parseTime } from '../contract/index.ts'

/** The last nanosecond of a signed 64-bit integer, in 2262: what tables and other receivers can hold. */
const lastNs = 2n ** 63n - 1n

/** Nanoseconds since 1970 of an RFC 3339 text or of milliseconds in decimal; null for anything else, times before 1970 and after 2262. */
export function eventTimeNs(text: string): bigint | null {
  const ns = /^\d{1,15}$/.test(text) ? BigInt(text) * 1_000_000n : parseTime(text)
  return ns === undefined || ns < 0n || ns > lastNs ? null : ns
}
