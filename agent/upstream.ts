import http, { type ClientRequest } from 'node:http'
import https from 'node:https'
import { Failure } from '../contract/index.ts'
import type { AgentSettings } from './settings.ts'

/** The pool of connections to the model server. */
export interface Upstream {
  /** Host and port, for sentences. */
  readonly name: string
  send(method: string, target: string, head: readonly string[]): ClientRequest
  readonly close: () => void
}

/** Opens nothing yet: connections are made when requests need them and kept for the next. */
export function openUpstream(settings: AgentSettings): Upstream {
  const url = new URL(settings.upstream)
  const client = url.protocol === 'https:' ? https : http
  const pool = new client.Agent({
    keepAlive: true,
    maxSockets: settings.upstreamConnectionsMax,
    maxFreeSockets: 256,
    timeout: settings.upstreamIdleMs,
    scheduling: 'lifo',
  })
  const fixed = {
    agent: pool,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    maxHeaderSize: settings.headBytesMax,
    setHost: false,
    setDefaultHeaders: false,
  }
  return {
    name: url.host,
    send(method, target, head) {
      // An array of pairs is written as it is; the types know only the flat form's element type.
      const request = client.request({ ...fixed, method, path: target, headers: [...head] })
      request.maxHeadersCount = 0
      limitConnecting(request, settings.connectTimeoutMs, url.host)
      return request
    },
    close: () => pool.destroy(),
  }
}

function limitConnecting(request: ClientRequest, connectTimeoutMs: number, name: string): void {
  if (connectTimeoutMs === 0) return
  request.once('socket', socket => {
    if (!socket.connecting) return
    const timer = setTimeout(
      () => request.destroy(new Failure('UPSTREAM_DOWN', `The model server at ${name} did not take the connection within ${connectTimeoutMs} ms.`)),
      connectTimeoutMs,
    )
    for (const event of ['connect', 'close'] as const) socket.once(event, () => clearTimeout(timer))
  })
}
