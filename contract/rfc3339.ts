import { Failure } from './failure.ts'

const form = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/

/**
 * Reads a time as RFC 3339 writes it: date, T, time, up to 9 decimals, and Z or an offset. `Date.parse` takes much more, and
 * takes some of it for local time.
 *
 * @returns nanoseconds since 1970; undefined when it is not such a time, does not exist (31 April, 24:00) or is a leap second
 */
export function parseTime(text: string): bigint | undefined {
  const parts = form.exec(text)
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour = '00', offsetMinute = '00'] = parts
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const ms = Date.parse(`${local}Z`)
  // The engine's parser rolls 31 April over to 1 May, so the text must come back as it went in.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== local) return undefined
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000 * (sign === '-' ? -1 : 1)
  return BigInt(ms - offsetMs) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/**
 * The same in whole milliseconds since 1970, of a field that somebody filled in.
 *
 * @throws Failure BAD_REQUEST that names the field
 */
export function readTimeMs(field: string, text: string): number {
  const ns = parseTime(text)
  if (ns === undefined) throw new Failure('BAD_REQUEST', `${field} is not a time with an offset as RFC 3339 writes it, 2026-03-04T12:00:00Z`)
  return Number(ns / 1_000_000n)
}
