import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import net, { type AddressInfo, type Server } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { type Agent, startAgent } from '../../agent/agent.ts'
import { AgentSettings } from '../../agent/settings.ts'
import { decodeProtobuf } from '../../collector/receive/otlp-protobuf.ts'
import type { LogRecord, ResourceRecords } from '../../collector/receive/records.ts'
import { defaults, metrics } from '../../contract/index.ts'

/** What a test has opened, closed in reverse order by `strike`. */
export interface Stage {
  readonly closing: (() => Promise<void>)[]
}

export const newStage = (): Stage => ({ closing: [] })

export async function strike(stage: Stage): Promise<void> {
  for (const close of stage.closing.reverse()) await close()
  stage.closing.length = 0
}

async function listen(stage: Stage, server: Server, port = 0): Promise<number> {
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  stage.closing.push(
    () =>
      new Promise(resolve => {
        server.close(() => resolve())
        if (server instanceof http.Server) server.closeAllConnections()
      }),
  )
  return (server.address() as AddressInfo).port
}

export type Serve = (request: IncomingMessage, response: ServerResponse) => unknown

/** A server whose handler may be async; a request that breaks off while it is read ends its connection. */
export function serveHttp(stage: Stage, serve: Serve, port = 0): Promise<number> {
  // Idle limits far from those of clients: a test must not meet a connection that is just being closed.
  const server = http.createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, (request, response) => {
    Promise.resolve(serve(request, response)).catch(() => response.destroy())
  })
  return listen(stage, server, port)
}

/** A server that speaks in raw bytes: told of every connection. */
export const serveRaw = (stage: Stage, onSocket: (socket: net.Socket) => void): Promise<number> =>
  listen(
    stage,
    net.createServer({ allowHalfOpen: true }, socket => {
      socket.on('error', () => socket.destroy())
      stage.closing.push(async () => void socket.destroy())
      onSocket(socket)
    }),
  )

export async function readBody(message: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A collector that remembers what it was sent and answers as told, 200 by default. */
export interface FakeCollector {
  readonly url: string
  readonly batches: ResourceRecords[]
  readonly requests: { readonly headers: http.IncomingHttpHeaders; readonly bytes: number }[]
  records(): LogRecord[]
  answer: (response: http.ServerResponse, batch: ResourceRecords) => void
}

export async function fakeCollector(stage: Stage): Promise<FakeCollector> {
  const collector: FakeCollector & { url: string } = {
    url: '',
    batches: [],
    requests: [],
    records: () => collector.batches.flatMap(({ records }) => records),
    answer: response => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(),
  }
  const port = await serveHttp(stage, async (request, response) => {
    const body = await readBody(request)
    const batch = decodeProtobuf(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body, 100_000)[0] as ResourceRecords
    collector.requests.push({ headers: request.headers, bytes: body.length })
    collector.batches.push(batch)
    collector.answer(response, batch)
  })
  collector.url = `http://127.0.0.1:${port}`
  return collector
}

export interface TestAgent extends Agent {
  readonly registry: Registry
  /** Value of a counter or gauge; 0 when it was never counted. */
  count(name: keyof typeof metrics, labels?: Record<string, string>): Promise<number>
}

export type Overrides = Partial<Omit<AgentSettings, 'ship'>> & { readonly ship?: Partial<AgentSettings['ship']> }

export async function testAgent(stage: Stage, upstreamPort: number, overrides: Overrides = {}): Promise<TestAgent> {
  const plain = defaults(AgentSettings)
  const ship = { ...plain.ship, flushEveryMs: 10, retryMinMs: 5, retryMaxMs: 20, drainMs: 500, ...overrides.ship }
  const given = {
    listen: '127.0.0.1:0',
    adminListen: '127.0.0.1:0',
    upstream: `http://127.0.0.1:${upstreamPort}`,
    collector: 'http://127.0.0.1:9',
    stopWaitMs: 500,
  }
  const registry = new Registry()
  const agent = await startAgent({ ...plain, ...given, ...overrides, ship }, { log: pino({ level: 'silent' }), clock: Date.now, registry, version: '0.0.0' })
  stage.closing.push(() => agent.close())
  return { ...agent, registry, count: (name, labels = {}) => countOf(registry, metrics[name], labels) }
}

async function countOf(registry: Registry, name: string, labels: Record<string, string>): Promise<number> {
  const metric = await registry.getSingleMetric(name)?.get()
  const values = metric?.values ?? []
  const fitting = values.filter(value => Object.entries(labels).every(([label, text]) => value.labels[label] === text))
  return fitting.reduce((sum, { value }) => sum + value, 0)
}

/** Sends raw bytes and gives back all that came until the other side closed, or `done` says that it is enough. */
export function talk(port: number, parts: readonly (string | Buffer)[], done: (text: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let text = ''
    const end = (): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(text)
    }
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error(`no end after 5 s; so far: ${JSON.stringify(text)}`))
    }, 5_000)
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
      if (done(text)) end()
    })
    socket.on('end', end)
    socket.on('error', end)
    for (const part of parts) socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)
  })
}

export interface Answer {
  readonly status: number
  readonly head: string[]
  readonly body: Buffer
}

export const post = (port: number, path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> =>
  send(port, { method: 'POST', path, headers: { 'content-length': String(Buffer.byteLength(body)), ...headers } }, body)

export function send(port: number, options: http.RequestOptions, body?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, ...options }, response => {
      readBody(response).then(whole => resolve({ status: response.statusCode ?? 0, head: response.rawHeaders, body: whole }), reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** A request of the protocol with one column. */
export const tensorBody = (values: readonly unknown[], id?: string): string =>
  JSON.stringify({ id, inputs: [{ name: 'x', shape: [values.length], datatype: 'FP64', data: values }] })

/** A model server of the protocol: the score of a row is half of its x. */
export const halfModel = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const text = (await readBody(request)).toString()
  let asked: { id?: string; inputs: { data: number[] }[] }
  try {
    asked = JSON.parse(text) as typeof asked
  } catch {
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"not JSON"}')
    return
  }
  const data = (asked.inputs[0]?.data ?? []).map(x => x / 2)
  const body = JSON.stringify({
    model_name: 'half',
    model_version: '7',
    id: asked.id,
    outputs: [{ name: 'score', shape: [data.length, 1], datatype: 'FP64', data }],
  })
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body)
}

export const inferPath = '/v2/models/half/infer'

/** A server that keeps what it was sent, and answers in raw bytes as soon as `complete` says that the request is whole. */
export async function serveScript(stage: Stage, answer: string | ((socket: net.Socket) => void), complete = (text: string) => text.includes('\r\n\r\n')) {
  const seen: string[] = []
  const port = await serveRaw(stage, socket => {
    const index = seen.push('') - 1
    let answered = false
    socket.on('data', chunk => {
      seen[index] += chunk.toString('latin1')
      if (answered || !complete(seen[index] ?? '')) return
      answered = true
      if (typeof answer === 'string') socket.write(Buffer.from(answer, 'latin1'))
      else answer(socket)
    })
  })
  return { port, seen }
}

/** The agent's own hop fields, which no test compares. */
export const withoutHop = (text: string): string => text.replace(/^(Connection|Keep-Alive): .*\r\n/gim, '')
