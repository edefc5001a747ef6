import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { paths } from '../../contract/index.ts'
import { type Encoding, encodeStatus, encodeSuccess, encodingOf, mediaTypes } from './answer.ts'
import { type Door, withBody } from './door.ts'
import { decodeJson } from './otlp-json.ts'
import { decodeProtobuf } from './otlp-protobuf.ts'
import { type TakeParts, takeLogs } from './take-logs.ts'

const decoders = { protobuf: decodeProtobuf, json: decodeJson } as const

/** POST /v1/logs: OTLP/HTTP. Answers in the encoding of the request; everything but POST and the two encodings as the reference Collector does. */
export function addLogs(app: FastifyInstance, door: Door, parts: TakeParts): void {
  app.post(paths.logs, (request, reply) => {
    const encoding = encodingOf(request.headers['content-type'])
    if (!encoding) return reply.code(415).type('text/plain').send('415 unsupported media type, supported: [application/json, application/x-protobuf]')
    return answer(request, reply, { encoding, door, parts })
  })
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: paths.logs,
    handler: (_, reply) => reply.code(405).header('allow', 'POST').type('text/plain').send('405 method not allowed, supported: [POST]'),
  })
}

interface Call {
  readonly encoding: Encoding
  readonly door: Door
  readonly parts: TakeParts
}

function answer(request: FastifyRequest, reply: FastifyReply, { encoding, door, parts }: Call): Promise<FastifyReply> {
  reply.type(mediaTypes[encoding])
  return withBody(request, reply, {
    door,
    work: async body => {
      const { rejected, message } = await takeLogs(decoders[encoding](body, door.settings.recordsMax), body, parts)
      return encodeSuccess(encoding, rejected, message)
    },
    explain: failure => encodeStatus(encoding, failure),
  })
}
