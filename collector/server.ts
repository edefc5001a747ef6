import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { type FastifyError, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { Failure, type FailureCode, limits } from '../contract/index.ts'
import { retryAfterSeconds } from './receive/answer.ts'
import { signpost } from './signpost.ts'
import { askForToken } from './token.ts'

export interface ServerParts {
  readonly log: Logger
  /** Largest body taken, before decompression. */
  readonly bodyBytesMax: number
  /** Which of the two ports this is, for who takes it for the other. */
  readonly door?: 'inward' | 'outward'
  /** That every request must show; empty for none. */
  readonly token?: string
  /** Connections at the same time; further ones are closed at once. */
  readonly connectionsMax?: number
  /** Counts a connection that was closed so. */
  readonly refused?: () => void
  /** Until a request has arrived whole. Then its connection is closed, with 408 where nothing was answered yet. */
  readonly requestMsMax?: number
}

const uncounted = () => undefined

/** What Fastify itself refuses, in our words. */
const codes: Record<number, FailureCode> = { 400: 'BAD_REQUEST', 404: 'NOT_FOUND', 405: 'METHOD_NOT_ALLOWED', 413: 'TOO_LARGE', 415: 'UNSUPPORTED_MEDIA' }

/**
 * One HTTP server of the collector. It does not listen: main.ts does, and tests inject.
 * Values are refused, never repaired: coercion would turn the feature "00731" into 731.
 */
export function buildServer({
  log,
  bodyBytesMax,
  door,
  token = '',
  connectionsMax = 1024,
  refused = uncounted,
  requestMsMax = 60_000,
}: ServerParts): FastifyInstance {
  const app = fastify({
    bodyLimit: bodyBytesMax,
    requestTimeout: requestMsMax,
    // Node looks for slow requests every so often; its 30 seconds would add to the bound.
    http: { headersTimeout: requestMsMax / 4, connectionsCheckingInterval: requestMsMax / 12 },
    logController: new LogController({ disableRequestLogging: true }),
    // A character of a name may be two of a text.
    routerOptions: { maxParamLength: 2 * limits.nameCharactersMax },
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    loggerInstance: log,
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.server.maxConnections = connectionsMax
  app.server.on('drop', refused)
  askForToken(app as unknown as FastifyInstance, token)
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const failure = toFailure(error)
    if (failure?.retry) reply.header('retry-after', String(retryAfterSeconds()))
    if (failure) return reply.code(failure.status).send(failure.body())
    request.log.error({ err: error }, 'bug')
    return reply.code(500).send(new Failure('BUG', 'Internal error; it is in the log').body())
  })
  app.setNotFoundHandler((request, reply) => {
    const { method } = request
    const path = request.url.split('?')[0] ?? ''
    const post = door && signpost(door, { method, path })
    const failure = new Failure('NOT_FOUND', post ?? `No route ${method} ${path}; /openapi.json on the outward port lists them`)
    return reply.code(failure.status).send(failure.body())
  })
  return app as unknown as FastifyInstance
}

function toFailure(error: FastifyError): Failure | undefined {
  if (error instanceof Failure) return error
  const code = codes[error.statusCode ?? 500]
  return code && new Failure(code, error.message)
}
