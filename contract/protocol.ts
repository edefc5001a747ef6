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
  /** As the request names it. */
  readonly id: string | null
  /** As the answer names it: where the request does not, servers make one up. */
  readonly answerId?: string | null
  /** Name of the field that held `id`, where it may also be data. */
  readonly idField?: string
  /** What a column was cut from, by column, where that has another name: what holds for the whole holds for its columns. */
  readonly inputSources?: ReadonlyMap<string, string>
  readonly outputSources?: ReadonlyMap<string, string>
  readonly model: string | null
  readonly version: string | null
}

/** One wire protocol: bytes to an inference. One file in `agent/protocols/`, default export. */
export interface Protocol<Settings = unknown> {
  /** Also the file's name, and the value of `ml.inference.protocol` unless `wire` says otherwise. */
  readonly name: string
  /** Value of `ml.inference.protocol` where the conventions have another word for it. */
  readonly wire?: string
  readonly summary: string
  readonly settings: TObject
  /** Is this exchange an inference of this protocol? Looks at method and target only. */
  matches(exchange: Pick<Exchange, 'method' | 'target'>, settings: Settings): boolean
  /**
   * An answer with status 400 or more has no outputs; its body need not be read.
   *
   * @throws Failure BAD_REQUEST when the bodies are not what the protocol says, UNSUPPORTED_MEDIA for a form of it that is not read; the caller counts both
   */
  parse(exchange: Exchange, settings: Settings): Parsed
}

export function defineProtocol<Schema extends TObject>(
  protocol: Omit<Protocol<Static<Schema>>, 'settings'> & { readonly settings: Schema },
): Protocol<Static<Schema>> {
  return Object.freeze(protocol)
}
