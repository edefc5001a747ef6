import { Buffer } from 'node:buffer'
import { promisify } from 'node:util'
import { gzip as gzipCallback } from 'node:zlib'
import { Client, type Dispatcher } from 'undici'
import { type Clock, paths, retryAfterMs, retryable } from '../contract/index.ts'
import { readRejected } from './partial-success.ts'

const gzip = promisify<Buffer, { level: number }, Buffer>(gzipCallback)

/** Level 1 costs a third of the default and sends about a tenth more. */
const gzipLevel = 1
const answerBytesMax = 64 * 1024
/** No collector is believed that asks for a longer pause. */
const retryAfterMaxMs = 300_000

/** What became of one attempt. `rejected` counts records that the collector took out of the batch. */
export type SendOutcome =
  | { readonly kind: 'arrived'; readonly rejected: number }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs: number | null }
  /** `divisible`: parts of the batch may fare better. */
  | { readonly kind: 'refused'; readonly reason: string; readonly divisible: boolean }

/** Sends one ExportLogsServiceRequest. Never throws. */
export type Send = (body: Buffer, stop: AbortSignal) => Promise<SendOutcome>

export interface SendParts {
  readonly collector: string
  readonly token: string | undefined
  readonly timeoutMs: number
  readonly clock: Clock
}

/** Posts over one kept connection. Only what OTLP calls retryable, and a connection that failed, is worth another attempt. */
export function openSender({ collector, token, timeoutMs, clock }: SendParts): { readonly send: Send; close(): Promise<void> } {
  const url = new URL(collector.replace(/\/+$/, '') + paths.logs)
  const client = new Client(url.origin, { connect: { timeout: timeoutMs }, headersTimeout: timeoutMs, bodyTimeout: timeoutMs })
  const head = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
  return {
    async send(body, stop) {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)])
      try {
        const answer = await client.request({
          method: 'POST',
          path: url.pathname + url.search,
          headers: head,
          body: await gzip(body, { level: gzipLevel }),
          signal,
        })
        return outcomeOf(answer, await readAnswer(answer), clock())
      } catch {
        return { kind: 'retry', reason: signal.aborted ? 'timeout' : 'connection', afterMs: null } // the retry is what can be done about it
      }
    },
    close: () => client.destroy(),
  }
}

function outcomeOf({ statusCode, headers }: Dispatcher.ResponseData, body: Buffer, nowMs: number): SendOutcome {
  const reason = String(statusCode)
  if (statusCode >= 200 && statusCode < 300) return { kind: 'arrived', rejected: readRejected(body) }
  if (retryable(statusCode)) return { kind: 'retry', reason, afterMs: retryAfterMs(String(headers['retry-after'] ?? '') || undefined, nowMs, retryAfterMaxMs) }
  return { kind: 'refused', reason, divisible: statusCode === 413 || statusCode === 400 }
}

/** The socket is only free again once the answer is read; an endless one is cut. */
async function readAnswer({ body }: Dispatcher.ResponseData): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > answerBytesMax) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
