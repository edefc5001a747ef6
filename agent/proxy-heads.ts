import type { IncomingHttpHeaders } from 'node:http'

/** Fields that belong to one hop only (RFC 9110, 7.6.1). Transfer-Encoding is handled apart: it frames the body. */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade', 'http2-settings'])

/** A head as `rawHeaders` has it: name, value, name, value, in order and spelling. */
export type RawHead = readonly string[]

export const namesOf = (head: RawHead): string[] => head.filter((_, index) => index % 2 === 0).map(name => name.toLowerCase())

export function valuesOf(head: RawHead, name: string): string[] {
  const values: string[] = []
  for (let index = 0; index < head.length; index += 2) {
    if ((head[index] as string).toLowerCase() === name) values.push(head[index + 1] as string)
  }
  return values
}

/** Names that the head's own Connection field declares to be for this hop. */
export const connectionOptions = (head: RawHead): string[] =>
  valuesOf(head, 'connection').flatMap(value =>
    value
      .toLowerCase()
      .split(',')
      .map(option => option.trim()),
  )

/** Every field but those of this hop and those in `without` (lower case). */
export function endToEnd(head: RawHead, without: readonly string[] = []): string[] {
  const gone = new Set([...hopByHop, ...connectionOptions(head), ...without])
  const kept: string[] = []
  for (let index = 0; index < head.length; index += 2) {
    const name = head[index] as string
    if (!gone.has(name.toLowerCase())) kept.push(name, head[index + 1] as string)
  }
  return kept
}

/** First value of each field, names in lower case. */
export function firstValues(head: RawHead): Map<string, string> {
  const values = new Map<string, string>()
  for (let index = 0; index < head.length; index += 2) {
    const name = (head[index] as string).toLowerCase()
    if (!values.has(name)) values.set(name, head[index + 1] as string)
  }
  return values
}

/** Trailers that may pass: those that do not frame or route the message (RFC 9110, 6.5.1). */
export function trailersOf(raw: RawHead): [string, string][] {
  const pairs: [string, string][] = []
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] as string
    if (!notInTrailers.has(name.toLowerCase())) pairs.push([name, raw[index + 1] as string])
  }
  return pairs
}
const notInTrailers = new Set([
  ...hopByHop,
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'content-type',
  'host',
  'trailer',
  'authorization',
  'set-cookie',
])

/** Does a body follow the head of a request (RFC 9112, section 6.3)? */
export const hasBody = ({ headers }: { readonly headers: IncomingHttpHeaders }): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
