import type { IncomingMessage, ServerResponse } from 'node:http'
import { Failure } from '../contract/index.ts'
import { connectionOptions, valuesOf } from './proxy-heads.ts'

/**
 * What the parser of node:http lets pass and we do not (RFC 9112; reliability: doubt is a 400, nothing is forwarded or repaired).
 * The parser itself refuses two lengths, a length beside a transfer coding, folded lines, bare line feeds and bad chunk sizes.
 */
export function doubtOf(request: IncomingMessage): Failure | null {
  const head = request.rawHeaders
  const sentence = doubtfulCoding(request) ?? doubtfulHost(request)
  if (sentence) return new Failure('BAD_REQUEST', sentence)
  const framing = connectionOptions(head).find(option => framingFields.has(option))
  return framing ? new Failure('BAD_REQUEST', `The Connection field must not name ${framing}.`) : null
}
const framingFields = new Set(['content-length', 'transfer-encoding', 'host', 'trailer', 'content-encoding', 'content-type'])

function doubtfulCoding(request: IncomingMessage): string | null {
  const codings = valuesOf(request.rawHeaders, 'transfer-encoding')
  if (codings.length === 0) return null
  if (request.httpVersion !== '1.1') return 'Transfer-Encoding is not part of HTTP/1.0.'
  return codings.length === 1 && codings[0]?.toLowerCase() === 'chunked' ? null : 'Transfer-Encoding must be one exact "chunked".'
}

function doubtfulHost(request: IncomingMessage): string | null {
  const hosts = valuesOf(request.rawHeaders, 'host')
  if (hosts.length > 1) return 'There is more than one Host field.'
  const target = request.url ?? ''
  if (target.startsWith('/') || target === '*') return null
  const absolute = URL.canParse(target) ? new URL(target) : null
  return absolute?.host === hosts[0]?.toLowerCase() ? null : 'The target must be a path, or name the host of the Host field.'
}

/** Answers with our own failure, never with data of the other side. The connection is closed where its framing is in doubt. */
export function answerFailure(response: ServerResponse, failure: Failure): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const body = Buffer.from(`${JSON.stringify(failure.body())}\n`)
  const head = ['Content-Type', 'application/json', 'Content-Length', String(body.length)]
  if (failure.status === 400 || failure.status === 429) head.push('Connection', 'close')
  if (failure.retry) head.push('Retry-After', '1')
  response.writeHead(failure.status, head)
  response.end(body)
}
