import http, { type ClientRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Failure, headers } from '../contract/index.ts'
import { type Listening, listenOn } from './listen.ts'
import type { Passage } from './passage.ts'
import { forward } from './proxy-exchange.ts'
import { answerFailure, doubtOf } from './proxy-refuse.ts'
import { openTunnel, plainResponse, wantsTunnel } from './proxy-upgrade.ts'
import type { AgentSettings } from './settings.ts'
import type { Upstream } from './upstream.ts'
import { nobody, type Witness } from './witness.ts'

/** What is seen of a request, and the id that both sides are to be told. */
export interface Sighting {
  readonly witness: Witness
  readonly injectedId: string | null
}

export interface ProxyParts {
  readonly settings: AgentSettings
  readonly upstream: Upstream
  sight(request: IncomingMessage): Sighting
  /** Counts an exchange by the status class of its answer, and measures it. */
  passed(request: IncomingMessage, response: ServerResponse, seconds: number): void
  /** Counts a connection beyond the bound; it was closed at once. */
  refused(): void
}

export interface Proxy extends Listening {
  /** Takes no more connections; waits for requests under way, at most `waitMs`, then cuts them. */
  stop(waitMs: number): Promise<void>
}

/** More than a real client ever sends ahead; beyond it the connection is not served on. */
const pipelinedMax = 16

interface Front extends ProxyParts {
  stopping: boolean
  readonly connections: WeakMap<Socket, Set<ClientRequest>>
}

/** Serves clients of the model. @throws Failure IN_USE when the port is taken */
export async function openProxy(parts: ProxyParts): Promise<Proxy> {
  const front: Front = { ...parts, stopping: false, connections: new WeakMap() }
  const server = buildServer(front)
  const listening = await listenOn(server, parts.settings.listen, '--listen')
  return {
    port: listening.port,
    async stop(waitMs) {
      front.stopping = true
      const cut = setTimeout(() => server.closeAllConnections(), waitMs)
      await listening.close()
      clearTimeout(cut)
    },
    close: () => listening.close(),
  }
}

function buildServer(front: Front): Server {
  const { settings } = front
  const options = { maxHeaderSize: settings.headBytesMax, requestTimeout: 0, keepAliveTimeout: 75_000, shouldUpgradeCallback: wantsTunnel }
  const server = http.createServer(options, (request, response) => serve(request, response, front))
  // Beyond its count node:http drops fields without a word; the size of a head is bounded already.
  server.maxHeadersCount = 0
  server.maxConnections = settings.connectionsMax
  server.on('drop', () => front.refused())
  // The end of a client's sending side is passed on, and the model server decides what it means.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.on('connection', socket => socket.once('end', () => passHalfClose(socket, front)))
  server.on('checkContinue', (request, response) => serve(request, response, front))
  server.on('upgrade', (request, socket, early) => upgrade(request, socket as Socket, { early, front }))
  server.on('connect', (request, socket) => {
    socket.on('error', () => socket.destroy())
    answerFailure(plainResponse(request, socket as Socket), new Failure('METHOD_NOT_ALLOWED', 'CONNECT is not served here.'))
  })
  return server
}

function serve(request: IncomingMessage, response: ServerResponse, front: Front): void {
  const startedMs = performance.now()
  response.once('close', () => front.passed(request, response, (performance.now() - startedMs) / 1000))
  const underWay = underWayOf(request.socket, front)
  const doubt =
    underWay.size >= pipelinedMax ? new Failure('OVERLOADED', `More than ${pipelinedMax} requests were sent ahead on one connection.`) : doubtOf(request)
  if (doubt) answerFailure(response, doubt)
  else forward(passageOf(request, response, front), front.upstream)
}

function passageOf(request: IncomingMessage, response: ServerResponse, front: Front): Passage {
  const { settings } = front
  return {
    request,
    response,
    ...front.sight(request),
    withheld: settings.eventTimeHeader ? [headers.eventTime] : [],
    answerTimeoutMs: settings.answerTimeoutMs,
    closing: front.stopping,
    underWay: underWayOf(request.socket, front),
  }
}

function underWayOf(socket: Socket, { connections }: Front): Set<ClientRequest> {
  const known = connections.get(socket)
  if (known) return known
  const fresh = new Set<ClientRequest>()
  connections.set(socket, fresh)
  return fresh
}

function passHalfClose(socket: Socket, front: Front): void {
  for (const outgoing of underWayOf(socket, front)) {
    if (outgoing.writableFinished) outgoing.socket?.end()
    else outgoing.once('finish', () => outgoing.socket?.end())
  }
}

function upgrade(request: IncomingMessage, socket: Socket, { early, front }: { early: Buffer; front: Front }): void {
  const response = plainResponse(request, socket)
  const doubt = doubtOf(request)
  if (doubt) answerFailure(response, doubt)
  else openTunnel({ ...passageOf(request, response, front), witness: nobody, injectedId: null, closing: true }, early, front.upstream)
}
