import type { Buffer } from 'node:buffer'
import type { RawHead } from './proxy-heads.ts'

/** Why an inference, or an exchange that may have been one, was not kept. The only values of the label `reason`. */
export type LossReason =
  | 'too_large'
  | 'memory_full'
  | 'queue_full'
  | 'no_protocol'
  | 'malformed'
  | 'unsupported'
  | 'no_model'
  | 'refused_by_model_server'
  | 'no_answer'
  | 'client_gone'
  | 'early_answer'
  | 'not_sampled'
  | 'stopped'
  | 'bug'

/** Sees one exchange go by, after the fact: every call comes when its bytes have been handed on. Never throws. */
export interface Witness {
  requestChunk(chunk: Buffer): void
  answerHead(status: number, head: RawHead): void
  answerChunk(chunk: Buffer): void
  /** The whole answer has gone to the client. */
  ended(): void
  /** There is no whole exchange to keep. Later calls change nothing. */
  lost(reason: LossReason): void
}

/** The witness of what is not an inference. */
export const nobody: Witness = Object.freeze({ requestChunk() {}, answerHead() {}, answerChunk() {}, ended() {}, lost() {} })
