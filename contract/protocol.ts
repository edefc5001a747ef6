import type { Static, TObject } from 'typebox'
import type { Inference } from './inference.ts'

/** A finished exchange with the model server: copies of both heads and bodies. */
export interface Exchange {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  readonly requestHeaders: ReadonlyMap<string, string>
  readonly requestBody: Uint8Array
  readonly status: number
  readonly responseHeaders: ReadonlyMap<string, string>
  readonly responseBody: Uint8Array
}

/** The part of an inference that is written on the wire; the agent fills in the rest. */
export type Parsed = Pick<Inference, 'batchSize' | 'inputs' | 'outputs' | 'entityIds'> & {
  readonly id: string | null
  readonly model: string | null
  readonly version: string | null
}

/** One wire protocol: bytes to an inference. One file in `agent/protocols/`, default export. */
export interface Protocol<Settings = unknown> {
  /** Also the file's name and the value of `ml.inference.protocol`. */
  readonly name: string
  readonly summary: string
  readonly settings: TObject
  /** Is this exchange an inference of this protocol? Looks at method and target only. */
  matches(exchange: Pick<Exchange, 'method' | 'target'>, settings: Settings): boolean
  /** @throws Failure BAD_REQUEST when the bodies are not what the protocol says; the caller counts it. */
  parse(exchange: Exchange, settings: Settings): Parsed
}

export function defineProtocol<Schema extends TObject>(
  protocol: Omit<Protocol<Static<Schema>>, 'settings'> & { readonly settings: Schema },
): Protocol<Static<Schema>> {
  return Object.freeze(protocol)
}
