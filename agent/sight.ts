import type { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../contract/index.ts'
import type { Budget } from './budget.ts'
import { buildCopy, type Copy } from './copy.ts'
import { headerId, uuid7 } from './inference-id.ts'
import type { Sighting } from './proxy.ts'
import { firstValues, hasBody, type RawHead } from './proxy-heads.ts'
import { type ActiveProtocol, matchProtocol } from './registry.ts'
import type { AgentSettings } from './settings.ts'
import { type LossReason, nobody, type Witness } from './witness.ts'

/** A whole exchange as it was copied, before anybody has read it. Whoever takes it must `drop` it. */
export interface Taken {
  readonly active: ActiveProtocol
  readonly method: string
  readonly target: string
  readonly requestHead: ReadonlyMap<string, string>
  readonly requestBody: Copy
  readonly status: number
  readonly answerHead: ReadonlyMap<string, string>
  readonly answerBody: Copy
  readonly injectedId: string | null
  /** Arrival of the request, milliseconds since 1970. */
  readonly arrivedMs: number
  /** From the last byte of the request to the last of the answer. */
  readonly durationSeconds: number
  drop(): void
}

export interface SightParts {
  readonly settings: AgentSettings
  readonly protocols: readonly ActiveProtocol[]
  readonly budget: Budget
  readonly clock: Clock
  taken(exchange: Taken): void
  lost(reason: LossReason): void
  /** JSON was posted that no protocol takes for its own. */
  unclaimed(): void
}

/** What an exchange costs beside its bodies; it also bounds how many are under way. */
const overheadBytes = 2048

/**
 * Looks at the head of a request: is it an inference, who is it, and who watches it. JSON that is posted and that no protocol
 * claims may be an inference, of a protocol that was not switched on or a path that was not named: it is counted as lost.
 * What has no body, another method or another content type (health checks, metadata, pages, uploads) is nothing that is missed.
 */
export function sight(request: IncomingMessage, parts: SightParts): Sighting {
  const active = matchProtocol(parts.protocols, request)
  if (!active) {
    if (request.method === 'POST' && hasBody(request) && isJson(request.headers['content-type'])) parts.unclaimed()
    return { witness: nobody, injectedId: null }
  }
  const head = firstValues(request.rawHeaders)
  const arrivedMs = parts.clock()
  const injectedId = parts.settings.injectId && headerId(head) === null ? uuid7(arrivedMs) : null
  if (!parts.budget.take(overheadBytes)) {
    parts.lost('memory_full')
    return { witness: nobody, injectedId }
  }
  const known = { active, method: request.method ?? '', target: request.url ?? '', requestHead: head, injectedId, arrivedMs }
  return { witness: buildWitness(known, parts), injectedId }
}

/** `application/json` or a kind of it (RFC 6839, section 3.1), whatever its parameters. */
const isJson = (type = ''): boolean => /^application\/(?:[^\s;]+\+)?json\s*(?:;|$)/i.test(type.trim())

type Known = Pick<Taken, 'active' | 'method' | 'target' | 'requestHead' | 'injectedId' | 'arrivedMs'>

function buildWitness(known: Known, parts: SightParts): Witness {
  const { budget } = parts
  const { captureBytesMax } = parts.settings
  const requestBody = buildCopy(captureBytesMax, budget)
  const answerBody = buildCopy(captureBytesMax, budget)
  let [open, askedMs, answeredMs, status] = [true, performance.now(), 0, 0]
  let answerHead: ReadonlyMap<string, string> = new Map()
  const drop = (): void => {
    for (const body of [requestBody, answerBody]) body.drop()
    budget.give(overheadBytes)
  }
  const lost = (reason: LossReason): void => {
    if (!open) return
    open = false
    drop()
    parts.lost(reason)
  }
  const keep = (copy: Copy, chunk: Buffer): void => {
    const reason = open ? copy.add(chunk) : null
    if (reason) lost(reason)
  }
  if (announcedBytes(known.requestHead) > captureBytesMax) lost('too_large')
  return {
    requestChunk(chunk) {
      askedMs = performance.now()
      keep(requestBody, chunk)
    },
    answerHead(given: number, head: RawHead) {
      if (!open) return
      answeredMs = performance.now()
      ;[status, answerHead] = [given, firstValues(head)]
      if (announcedBytes(answerHead) > captureBytesMax) lost('too_large')
    },
    answerChunk(chunk) {
      answeredMs = performance.now()
      keep(answerBody, chunk)
    },
    ended() {
      if (!open) return
      open = false
      parts.taken({ ...known, requestBody, status, answerHead, answerBody, durationSeconds: Math.max(0, answeredMs - askedMs) / 1000, drop })
    },
    lost,
  }
}

const announcedBytes = (head: ReadonlyMap<string, string>): number => Number(head.get('content-length') ?? 0)
