import type { LookupFunction } from 'node:net'
import { Agent, type Dispatcher, errors } from 'undici'
import { type ActionContext, type Address, type DeliveryResult, Failure, retryAfterMs } from '../../contract/index.ts'
import { checkedAddresses } from './address.ts'
import { retryAfterMaxMs } from './schedule.ts'

const connectMs = 5_000
const answerBytesMax = 65_536

export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly allowPrivate: boolean
}

/**
 * One POST to a configured target: to an address that was checked, without redirects or proxies, 5 s to connect, at most 64 KiB of the answer read.
 * 2xx is delivered, 410 gone, everything else is to be tried again. Never throws for what the target does.
 */
export async function post(request: Post, context: ActionContext): Promise<DeliveryResult> {
  let agent: Agent | undefined
  try {
    const target = new URL(request.url)
    const addresses = await checkedAddresses(target, request.allowPrivate, context.resolve)
    agent = new Agent({ connect: { timeout: connectMs, lookup: lookupOf(addresses) }, connections: 1, pipelining: 1, maxHeaderSize: 16_384 })
    return await exchange(agent, target, { ...request, ...context })
  } catch (error) {
    return { outcome: 'retry', status: null, detail: reasonOf(error), retryAfterMs: null, ambiguous: !wasRefused(error) }
  } finally {
    await agent?.destroy()
  }
}

/** Answers with what was checked, so that the name is not asked a second time. */
const lookupOf =
  (addresses: readonly Address[]): LookupFunction =>
  (_host, options, callback) => {
    const [first] = addresses
    if (options.all) callback(null, [...addresses])
    else callback(null, first?.address ?? '', first?.family)
  }

async function exchange(agent: Agent, target: URL, { headers, body, signal, clock }: Post & ActionContext): Promise<DeliveryResult> {
  const answer = await agent.request({
    origin: target.origin,
    path: `${target.pathname}${target.search}`,
    method: 'POST',
    headers: { 'user-agent': 'plimsoll', ...headers },
    body,
    signal,
  })
  const status = answer.statusCode
  const detail = `${status} ${await beginning(answer)}`.trim()
  const outcome = status >= 200 && status < 300 ? 'delivered' : status === 410 ? 'gone' : 'retry'
  // 504 comes from a gateway that gave up waiting: what is behind it may well have acted.
  return { outcome, status, detail, retryAfterMs: retryAfterMs(firstOf(answer.headers['retry-after']), clock(), retryAfterMaxMs), ambiguous: status === 504 }
}

/** Reads the answer up to its bound and returns how it begins. The status has come: an answer that breaks off or never ends changes nothing. */
async function beginning(answer: Dispatcher.ResponseData): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of answer.body as AsyncIterable<Buffer>) {
      if (parts.length === 0) parts.push(part)
      bytes += part.length
      if (bytes >= answerBytesMax) break
    }
  } catch {
    return 'with an answer that broke off'
  }
  return Buffer.concat(parts).toString('utf8').slice(0, 200)
}

const firstOf = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)

const refusedCodes: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])

/** Nothing reached the target: it cannot have acted. */
const wasRefused = (error: unknown): boolean =>
  error instanceof Failure || error instanceof errors.ConnectTimeoutError || (error instanceof Error && refusedCodes.has((error as NodeJS.ErrnoException).code))

const reasonOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300)
