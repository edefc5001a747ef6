import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { Failure, headers } from '../contract/index.ts'
import type { Passage } from './passage.ts'
import { endToEnd, namesOf, trailersOf } from './proxy-heads.ts'

/** Passes the answer on as it comes. It is never given an end that the model server did not give it. */
export function passAnswer(answer: IncomingMessage, outgoing: ClientRequest, passage: Passage): void {
  const { request, response, witness } = passage
  if (response.destroyed || !writeHead(answer, outgoing, passage)) return
  witness.answerHead(answer.statusCode ?? 0, answer.rawHeaders)
  let begun = false
  answer.on('data', chunk => {
    begun = true
    if (!response.write(chunk)) answer.pause()
    witness.answerChunk(chunk)
  })
  response.on('drain', () => answer.resume())
  answer.once('error', () => cutOff(passage))
  answer.once('end', () => {
    const early = !request.complete
    if (early) outgoing.destroy()
    response.once('finish', () => (early ? witness.lost('early_answer') : witness.ended()))
    if (answer.rawTrailers.length > 0) response.addTrailers(trailersOf(answer.rawTrailers))
    response.end()
  })
  // The head of a stream must not wait for its first event.
  setImmediate(() => {
    if (!begun && !response.destroyed && !response.writableEnded) response.flushHeaders()
  })
}

function cutOff({ response, witness }: Passage): void {
  witness.lost('no_answer')
  response.destroy()
}

/** @returns false when the head cannot be written again, which makes it a bad answer */
function writeHead(answer: IncomingMessage, outgoing: ClientRequest, passage: Passage): boolean {
  try {
    passage.response.sendDate = false
    passage.response.writeHead(answer.statusCode ?? 0, answer.statusMessage ?? '', answerHead(answer, passage))
    return true
  } catch (cause) {
    outgoing.destroy(new Failure('UPSTREAM_DOWN', 'The model server answered with something that is not HTTP/1.1.', { cause }))
    return false
  }
}

function answerHead(answer: IncomingMessage, { request, response, injectedId, closing }: Passage): string[] {
  const chunkable = request.httpVersion === '1.1' && hasBody(answer, response)
  const head = endToEnd(answer.rawHeaders, chunkable ? [] : ['transfer-encoding', 'trailer'])
  if (injectedId && !namesOf(head).includes(headers.inferenceId)) head.push(headers.inferenceId, injectedId)
  if (closing) head.push('Connection', 'close')
  return head
}

const hasBody = (answer: IncomingMessage, response: ServerResponse): boolean =>
  response.req.method !== 'HEAD' && answer.statusCode !== 204 && answer.statusCode !== 304
