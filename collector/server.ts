import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { type FastifyError, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { Failure, type FailureCode } from '../contract/index.ts'

export interface ServerParts {
  readonly log: Logger
  /** Largest body taken, before decompression. */
  readonly bodyBytesMax: number
}

/** What Fastify itself refuses, in our words. */
const codes: Record<number, FailureCode> = { 400: 'BAD_REQUEST', 404: 'NOT_FOUND', 405: 'METHOD_NOT_ALLOWED', 413: 'TOO_LARGE', 415: 'UNSUPPORTED_MEDIA' }

/**
 * One HTTP server of the collector. It does not listen: main.ts does, and tests inject.
 * Values are refused, never repaired: coercion would turn the feature "00731" into 731.
 */
export function buildServer({ log, bodyBytesMax }: ServerParts): FastifyInstance {
  const app = fastify({
    bodyLimit: bodyBytesMax,
    requestTimeout: 60_000,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 256 },
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    loggerInstance: log,
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const failure = toFailure(error)
    if (failure) return reply.code(failure.status).send(failure.body())
    request.log.error({ err: error }, 'bug')
    return reply.code(500).send(new Failure('BUG', 'Internal error; it is in the log').body())
  })
  app.setNotFoundHandler((request, reply) => {
    const failure = new Failure('NOT_FOUND', `No route ${request.method} ${request.url.split('?')[0]}; /openapi.json on the outward port lists them`)
    return reply.code(failure.status).send(failure.body())
  })
  return app as unknown as FastifyInstance
}

function toFailure(error: FastifyError): Failure | undefined {
  if (error instanceof Failure) return error
  const code = codes[error.statusCode ?? 500]
  return code && new Failure(code, error.message)
}
