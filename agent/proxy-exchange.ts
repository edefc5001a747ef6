import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { Failure, headers } from '../contract/index.ts'
import type { Passage } from './passage.ts'
import { passAnswer } from './proxy-answer.ts'
import { endToEnd, hasBody, namesOf, trailersOf } from './proxy-heads.ts'
import { answerFailure } from './proxy-refuse.ts'
import type { Upstream } from './upstream.ts'

/** Passes the request to the model server and its answer back. Bytes go on before anybody looks at them. */
export function forward(passage: Passage, upstream: Upstream, mayRetry = true): void {
  const { request, response, witness, underWay } = passage
  const outgoing = upstream.send(request.method ?? 'GET', request.url ?? '/', requestHead(passage, upstream.name))
  underWay.add(outgoing)
  outgoing.once('close', () => underWay.delete(outgoing))
  outgoing.on('information', info => passInformation(info, response))
  outgoing.once('response', answer => passAnswer(answer, outgoing, passage))
  outgoing.on('error', error => {
    if (mayRetry && isSafeToRepeat(request) && isDeadPooledSocket(outgoing, error)) return forward(passage, upstream, false)
    fail(passage, failureOf(error, upstream.name))
  })
  response.once('close', () => {
    if (response.writableFinished) return
    witness.lost('client_gone')
    outgoing.destroy()
  })
  sendBody(passage, outgoing)
}

function requestHead({ request, injectedId, withheld }: Passage, host: string): string[] {
  const head = endToEnd(request.rawHeaders, withheld)
  const names = new Set(namesOf(head))
  if (!names.has('host')) head.push('Host', host)
  // Without it node:http would frame a body that the client never sent.
  if (!names.has('content-length') && !names.has('transfer-encoding') && !bodyless.has(request.method ?? '')) head.push('Content-Length', '0')
  if (injectedId) head.push(headers.inferenceId, injectedId)
  return head
}
const bodyless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

function sendBody({ request, witness, answerTimeoutMs }: Passage, outgoing: ClientRequest): void {
  if (!hasBody(request)) {
    request.resume()
    outgoing.end()
    limitAnswer(outgoing, answerTimeoutMs)
    return
  }
  let begun = false
  request.on('data', chunk => {
    if (outgoing.destroyed) return
    begun = true
    if (!outgoing.write(chunk)) request.pause()
    witness.requestChunk(chunk)
  })
  outgoing.on('drain', () => request.resume())
  outgoing.once('close', () => request.resume())
  request.once('end', () => {
    if (outgoing.destroyed) return
    if (request.rawTrailers.length > 0) outgoing.addTrailers(trailersOf(request.rawTrailers))
    outgoing.end()
    limitAnswer(outgoing, answerTimeoutMs)
  })
  // A head whose body is slow must not wait for it: the model server may answer from the head alone.
  setImmediate(() => {
    if (!begun && !outgoing.destroyed) outgoing.flushHeaders()
  })
}

function limitAnswer(outgoing: ClientRequest, answerTimeoutMs: number): void {
  if (answerTimeoutMs === 0) return
  const timer = setTimeout(
    () => outgoing.destroy(new Failure('UPSTREAM_SLOW', `The model server did not answer within ${answerTimeoutMs} ms.`)),
    answerTimeoutMs,
  )
  for (const event of ['response', 'close'] as const) outgoing.once(event, () => clearTimeout(timer))
}

function passInformation(info: { statusCode: number; rawHeaders: string[] }, response: ServerResponse): void {
  if (response.headersSent || response.req.httpVersion !== '1.1') return
  if (info.statusCode === 100) {
    if (response.req.headers.expect !== undefined) response.writeContinue()
    return
  }
  response.writeInformation(info.statusCode, info.rawHeaders)
}

const isSafeToRepeat = (request: IncomingMessage): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(request.method ?? '') && !hasBody(request)

const isDeadPooledSocket = (outgoing: ClientRequest, error: Error & { code?: string }): boolean =>
  outgoing.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '')

function fail({ request, response, witness }: Passage, failure: Failure): void {
  witness.lost('no_answer')
  if (response.destroyed || response.writableEnded) return
  // A client that has ended its side would have been left without an answer by the model server as well.
  if (request.socket.readableEnded) response.destroy()
  else answerFailure(response, failure)
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection before it had answered',
  EPIPE: 'closed the connection before it had answered',
  ENOTFOUND: 'cannot be found',
  EAI_AGAIN: 'cannot be found',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ETIMEDOUT: 'cannot be reached',
}

function failureOf(error: Error & { code?: string }, name: string): Failure {
  if (error instanceof Failure) return error
  const code = error.code ?? 'no code'
  const what = sentences[code] ?? (code.startsWith('HPE_') ? 'answered with something that is not HTTP/1.1' : `failed (${code})`)
  return new Failure('UPSTREAM_DOWN', `The model server at ${name} ${what}.`, { cause: error })
}
