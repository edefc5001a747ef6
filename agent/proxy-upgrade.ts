import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Passage } from './passage.ts'
import { passAnswer } from './proxy-answer.ts'
import { endToEnd, namesOf, type RawHead } from './proxy-heads.ts'
import type { Upstream } from './upstream.ts'

/**
 * Should this request become a tunnel? Requests with a body, and offers of HTTP/2 that some clients make with every
 * request, are served as the ordinary requests that they also are.
 */
export const wantsTunnel = (request: IncomingMessage): boolean =>
  request.method === 'GET' && request.headers['transfer-encoding'] === undefined && !/\bh2c?\b/i.test(request.headers.upgrade ?? '')

/** Joins client and model server byte for byte once both have agreed to leave HTTP/1.1. What passes then is not captured. */
export function openTunnel(passage: Passage, early: Buffer, upstream: Upstream): void {
  const { request } = passage
  const client = request.socket
  const outgoing = upstream.send(request.method ?? 'GET', request.url ?? '/', upgradeHead(request, upstream.name))
  outgoing.once('upgrade', (answer, server, first) => {
    client.write(rawHead(answer))
    if (first.length > 0) client.write(first)
    if (early.length > 0) server.write(early)
    join(client, server)
  })
  outgoing.once('response', answer => passAnswer(answer, outgoing, passage))
  outgoing.on('error', () => client.destroy())
  client.on('error', () => outgoing.destroy())
  client.once('close', () => outgoing.destroy())
  outgoing.end()
}

/** A response object on a socket that node:http has let go, for model servers that decline the upgrade. */
export function plainResponse(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.once('finish', () => socket.end())
  return response
}

function upgradeHead(request: IncomingMessage, host: string): string[] {
  const head = endToEnd(request.rawHeaders)
  if (!namesOf(head).includes('host')) head.push('Host', host)
  return [...head, 'Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? '']
}

function rawHead(answer: IncomingMessage): Buffer {
  const lines = [`HTTP/1.1 ${answer.statusCode ?? 101} ${answer.statusMessage ?? ''}`, ...pairsOf(answer.rawHeaders), '', '']
  return Buffer.from(lines.join('\r\n'), 'latin1')
}

const pairsOf = (head: RawHead): string[] => head.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${head[index + 1]}`] : []))

function join(client: Duplex, server: Duplex): void {
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.once('close', () => to.destroy())
  }
}
