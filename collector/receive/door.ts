import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../contract/index.ts'
import { retryAfterSeconds, toFailure } from './answer.ts'
import { readBody } from './body.ts'
import type { Complaints } from './complaints.ts'
import { type Memory, newShare } from './memory.ts'
import type { ReceiveSettings } from './settings.ts'

/** What every route needs to let a body in. */
export interface Door {
  readonly memory: Memory
  readonly settings: ReceiveSettings
  readonly complaints: Complaints
  /** The server is stopping: a connection that is kept would keep it from doing so. */
  closing: boolean
}

interface Visit {
  readonly door: Door
  /** @returns the body of the answer 200 */
  readonly work: (body: Buffer) => Promise<Buffer | string | object>
  readonly explain: (failure: Failure) => Buffer | string | object
}

/** Reads the body of a request, answers it, and gives the memory back, however it ends. */
export async function withBody(request: FastifyRequest, reply: FastifyReply, { door, work, explain }: Visit): Promise<FastifyReply> {
  const share = newShare(door.memory)
  try {
    const body = await readBody(request.body as Readable, request.headers['content-encoding'], share, door.settings.bodyBytesMax)
    const answer = await work(body)
    endConnection(request, reply, door)
    door.complaints.worked(request.log)
    return reply.code(200).send(answer)
  } catch (cause) {
    const failure = toFailure(cause, bug => request.log.error({ err: bug }, 'bug'))
    door.complaints.failed(failure, request.log)
    if (failure.retry) reply.header('retry-after', String(retryAfterSeconds()))
    endConnection(request, reply, door)
    return reply.code(failure.status).send(explain(failure))
  } finally {
    share.release()
  }
}

/** Also where a body was not read to its end: the rest must not be taken for the next request. */
function endConnection(request: FastifyRequest, reply: FastifyReply, door: Door): void {
  if (door.closing || !request.raw.complete) reply.header('connection', 'close')
}
