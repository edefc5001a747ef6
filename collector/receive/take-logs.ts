import { type Clock, events, type Inference } from '../../contract/index.ts'
import type { IncomingLabel } from '../store/store.ts'
import { quoted } from './attribute.ts'
import { newBatchNames } from './batch.ts'
import type { Committer } from './commit.ts'
import { timeOf, toInference } from './envelope.ts'
import { toLabels } from './label-event.ts'
import type { ReceiveMetrics } from './receive-metrics.ts'
import type { LogRecord, ResourceRecords } from './records.ts'
import { isRefusal, type Refusal, refusal } from './refusal.ts'

/** What OTLP calls partial success. */
export interface Taken {
  readonly rejected: number
  /** Empty when all was taken. */
  readonly message: string
}

export interface TakeParts {
  readonly committer: Committer
  readonly metrics: ReceiveMetrics
  readonly clock: Clock
  readonly aheadMsMax: number
}

interface Sorted {
  readonly inferences: Inference[]
  readonly labels: IncomingLabel[]
}

const messagesMax = 5

/**
 * Stores the events of a request and says which were refused; resolves when all others are safe.
 *
 * @param body  as decompressed: the name of a batch whose sender gives it none
 * @throws Failure of the store: then nothing may be forgotten
 */
export async function takeLogs(groups: readonly ResourceRecords[], body: Buffer, parts: TakeParts): Promise<Taken> {
  const refusals: { index: number; refusal: Refusal }[] = []
  const work: Promise<void>[] = []
  const nameBatch = newBatchNames(body)
  let index = 0
  for (const [place, { resource, records }] of groups.entries()) {
    const sorted: Sorted = { inferences: [], labels: [] }
    for (const record of records) {
      const problem = sort(record, sorted, parts)
      if (problem) refusals.push({ index, refusal: problem })
      index += 1
    }
    const { inferences, labels } = sorted
    if (inferences.length > 0) work.push(parts.committer.storeBatch({ name: nameBatch(resource, inferences, place), inferences }))
    if (labels.length > 0) work.push(parts.committer.storeLabels(labels))
  }
  for (const { refusal: problem } of refusals) parts.metrics.refused.inc({ reason: problem.reason })
  const lost = (await Promise.allSettled(work)).find(result => result.status === 'rejected')
  if (lost) throw lost.reason
  return { rejected: refusals.length, message: summary(refusals, index) }
}

/** Puts a record where it belongs, or says why it is refused. */
function sort(record: LogRecord, into: Sorted, parts: TakeParts): Refusal | undefined {
  const receivedNs = BigInt(parts.clock()) * 1_000_000n
  const timed = notAhead(record, receivedNs, parts)
  if (record.event === events.inference) {
    const inference = toInference(timed, receivedNs)
    if (isRefusal(inference)) return inference
    into.inferences.push(inference)
  } else if (record.event === events.label) {
    const labels = toLabels(timed, receivedNs)
    if (isRefusal(labels)) return labels
    for (const label of labels) into.labels.push(label)
  } else return refusal('event', `${quoted(record.event)} is not an event that is kept; ${events.inference} and ${events.label} are`)
  return undefined
}

/** One sender whose clock is ahead would pull the watermark along and make everybody else late. */
function notAhead(record: LogRecord, receivedNs: bigint, { aheadMsMax, metrics }: TakeParts): LogRecord {
  if (timeOf(record, receivedNs) <= receivedNs + BigInt(aheadMsMax) * 1_000_000n) return record
  metrics.ahead.inc()
  return { ...record, timeNs: receivedNs }
}

function summary(refusals: readonly { readonly index: number; readonly refusal: Refusal }[], records: number): string {
  if (refusals.length === 0) return ''
  const told = refusals.slice(0, messagesMax).map(one => `record ${one.index}: ${one.refusal.message}`)
  const rest = refusals.length > told.length ? [`and ${refusals.length - told.length} more`] : []
  return `${refusals.length} of ${records} records refused. ${[...told, ...rest].join('; ')}`
}
