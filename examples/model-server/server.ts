import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FlightModel } from './model.ts'
import { upsideDown } from './upside-down.ts'
import { inputTensors, outputTensors, readRequest, WrongRequest } from './v2.ts'

const bodyBytesMax = 16 * 1024 ** 2

/** One airport whose answers are turned upside down; only for demonstrations. */
interface Fault {
  readonly origin: string
  readonly turn: (score: number) => number
}

export interface ModelServer {
  readonly port: number
  close(): Promise<void>
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

/**
 * Serves a model over the Open Inference Protocol V2 (REST, JSON tensors): health, metadata, inference.
 *
 * @param options  `faults` opens `PUT` and `DELETE /faults/upside-down`, by which the demo makes the answers for one origin wrong
 */
export async function startModelServer(
  model: FlightModel,
  options: { readonly host: string; readonly port: number; readonly faults: boolean },
): Promise<ModelServer> {
  let fault: Fault | null = null
  const base = `/v2/models/${model.name}`
  const names = [base, `${base}/versions/${model.version}`]
  async function reply(request: IncomingMessage): Promise<Reply> {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const route = `${request.method} ${names.reduce((rest, name) => (rest.startsWith(name) ? rest.replace(name, base) : rest), path)}`
    if (route === `POST ${base}/infer`) return { status: 200, body: answer(model, fault, await readBody(request)) }
    if (options.faults && route === 'PUT /faults/upside-down') {
      fault = readFault(await readBody(request))
      return { status: 200, body: {} }
    }
    if (options.faults && route === 'DELETE /faults/upside-down') {
      fault = null
      return { status: 200, body: {} }
    }
    return described(model, base).get(route) ?? { status: 404, body: { error: `no such resource: ${route}` } }
  }
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    reply(request)
      .catch(refuse)
      .then(
        ({ status, body }) => send(response, status, body),
        () => response.destroy(),
      )
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, options.host, () => resolve()))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function refuse(error: unknown): Reply {
  if (error instanceof WrongRequest) return { status: 400, body: { error: error.message } }
  throw error
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}

function described(model: FlightModel, base: string): ReadonlyMap<string, Reply> {
  const tensors = (list: readonly { name: string; datatype: string }[]) => list.map(({ name, datatype }) => ({ name, datatype, shape: [-1] }))
  const metadata = { name: model.name, versions: [model.version], platform: 'plimsoll_example', inputs: tensors(inputTensors), outputs: tensors(outputTensors) }
  const replies: [string, unknown][] = [
    ['/v2', { name: 'plimsoll-example', version: model.version, extensions: [] }],
    ['/v2/health/live', { live: true }],
    ['/v2/health/ready', { ready: true }],
    [base, metadata],
    [`${base}/ready`, { name: model.name, ready: true }],
  ]
  return new Map(replies.map(([path, body]) => [`GET ${path}`, { status: 200, body }]))
}

function answer(model: FlightModel, fault: Fault | null, body: string): unknown {
  const { id, flights } = readRequest(body)
  const scores = flights.map(flight => {
    const score = model.score(flight)
    return fault && flight.origin === fault.origin ? fault.turn(score) : score
  })
  const data = [scores, scores.map(score => (score >= model.lateFrom ? 'late' : 'on_time'))]
  const outputs = outputTensors.map(({ name, datatype }, index) => ({ name, datatype, shape: [flights.length], data: data[index] }))
  return { model_name: model.name, model_version: model.version, ...(id === undefined ? {} : { id }), outputs }
}

function readFault(body: string): Fault {
  const { origin, scores } = JSON.parse(body) as { origin?: unknown; scores?: unknown }
  if (typeof origin !== 'string' || !Array.isArray(scores) || scores.length === 0) throw new WrongRequest('a fault needs origin and scores')
  return { origin, turn: upsideDown(Float64Array.from(scores as number[]).sort()) }
}

/** @throws WrongRequest beyond `bodyBytesMax` */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) throw new WrongRequest(`a body holds ${bodyBytesMax} bytes at most`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
