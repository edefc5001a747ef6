import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import type { Witness } from './witness.ts'

/** One request on its way: decided before its first byte leaves. */
export interface Passage {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly witness: Witness
  /** Inference id to tell both sides, or null when they know one. */
  readonly injectedId: string | null
  /** Field of ours that stays here, lower case. */
  readonly withheld: readonly string[]
  readonly answerTimeoutMs: number
  /** Adds Connection: close, because the agent is stopping. */
  readonly closing: boolean
  /** Requests under way on this client connection. */
  readonly underWay: Set<ClientRequest>
}
