import { type Clock, type Exchange, Failure, headers, type Inference, type Parsed, type Values } from '../contract/index.ts'
import { decodeBody } from './decode.ts'
import { eventTimeNs } from './event-time.ts'
import { chooseId, headerId, type IdSources, uuid7 } from './inference-id.ts'
import { cellText } from './json-text.ts'
import type { Redactor } from './redact.ts'
import { isSampled } from './sample.ts'
import type { AgentSettings } from './settings.ts'
import type { Taken } from './sight.ts'
import { checkInference } from './size.ts'
import type { LossReason } from './witness.ts'

export interface ReadingParts {
  readonly settings: AgentSettings
  readonly redactor: Redactor
  readonly clock: Clock
  readonly wrongEventTime: () => void
}

/** Answers that say that the request never reached the model: strangers must not be able to invent models or rows. */
const refusals = new Set([401, 403, 404])

/** Reads what was copied. @returns the inference as it may leave, or why there is none @throws Failure that `lossOf` knows */
export async function readInference(taken: Taken, parts: ReadingParts): Promise<Inference | LossReason> {
  if (refusals.has(taken.status)) return 'refused_by_model_server'
  const exchange = await exchangeOf(taken, parts)
  const found = select(taken, { exchange, parsed: taken.active.protocol.parse(exchange, taken.active.settings), parts })
  if (typeof found !== 'string') checkInference(found)
  return found
}

/** Why an exchange that failed to be read is lost; anything unexpected is a bug of ours. */
export const lossOf = (error: unknown): LossReason => (error instanceof Failure ? losses.get(error.code) : undefined) ?? 'bug'

const losses = new Map<string, LossReason>([
  ['BAD_REQUEST', 'malformed'],
  ['UNSUPPORTED_MEDIA', 'unsupported'],
  ['TOO_LARGE', 'too_large'],
])

async function exchangeOf(taken: Taken, { settings, redactor }: ReadingParts): Promise<Exchange> {
  const decoded = (body: Buffer, head: ReadonlyMap<string, string>) => decodeBody(body, head.get('content-encoding'), settings.captureBytesMax)
  return {
    method: taken.method,
    target: taken.target,
    requestHeaders: redactor.headers(taken.requestHead),
    requestBody: await decoded(taken.requestBody.join(), taken.requestHead),
    status: taken.status,
    responseHeaders: redactor.headers(taken.answerHead),
    responseBody: taken.status >= 400 ? new Uint8Array() : await decoded(taken.answerBody.join(), taken.answerHead),
  }
}

interface Understood {
  readonly exchange: Exchange
  readonly parsed: Parsed
  readonly parts: ReadingParts
}

function select(taken: Taken, understood: Understood): Inference | LossReason {
  const { parsed, parts } = understood
  const id = chooseId(idSources(taken, understood)) ?? uuid7(taken.arrivedMs)
  if (!isSampled(id, parts.settings.samplingRatio)) return 'not_sampled'
  const model = parsed.model ?? parts.settings.model
  return model ? compose(taken, understood, { id, model }) : 'no_model'
}

function idSources({ requestHead, injectedId }: Taken, { exchange, parsed, parts }: Understood): IdSources {
  const requestHeader = headerId(exchange.requestHeaders)
  // Servers echo the client's id under any name, so where that is withheld the answer is not asked for one.
  const withheld = requestHeader === null && headerId(requestHead) !== null
  return {
    requestBody: parts.redactor.text(parsed.idField ?? '', parsed.id),
    requestHeader,
    answerHeader: withheld ? null : (exchange.responseHeaders.get(headers.inferenceId) ?? null),
    injected: injectedId,
    answerBody: withheld ? null : (parsed.answerId ?? null),
  }
}

function compose(taken: Taken, { exchange, parsed, parts }: Understood, who: { readonly id: string; readonly model: string }): Inference {
  const { settings, redactor } = parts
  const inputs = redactor.columns(parsed.inputs, parsed.inputSources)
  return {
    ...who,
    version: parsed.version ?? settings.modelVersion ?? '',
    atNs: eventTimeOf(taken, parts),
    batchSize: parsed.batchSize,
    inputs,
    outputs: redactor.columns(parsed.outputs, parsed.outputSources),
    segments: segmentsOf(exchange.requestHeaders, settings.segmentHeaders),
    entityIds: settings.entityColumn === undefined ? parsed.entityIds : entityIdsOf(inputs.get(settings.entityColumn)),
    durationSeconds: taken.durationSeconds,
    protocol: taken.active.protocol.wire ?? taken.active.protocol.name,
    source: 'proxy',
    samplingRatio: settings.samplingRatio,
    truncated: false,
    status: taken.status,
    error: taken.status >= 400 ? String(taken.status) : null,
    task: settings.task ?? null,
  }
}

function eventTimeOf(taken: Taken, { settings, wrongEventTime }: ReadingParts): bigint {
  const arrivedNs = BigInt(Math.trunc(taken.arrivedMs)) * 1_000_000n
  const text = settings.eventTimeHeader ? taken.requestHead.get(headers.eventTime) : undefined
  if (text === undefined) return arrivedNs
  const given = eventTimeNs(text)
  if (given === null) wrongEventTime()
  return given ?? arrivedNs
}

function segmentsOf(head: ReadonlyMap<string, string>, names: AgentSettings['segmentHeaders']): ReadonlyMap<string, string> {
  const segments = new Map<string, string>()
  for (const [header, segment] of Object.entries(names)) {
    const value = head.get(header.toLowerCase())
    if (value !== undefined) segments.set(segment, value)
  }
  return segments
}

const entityIdsOf = (values: Values | undefined): string[] => values?.map(value => (value === null ? '' : cellText(value))) ?? []
