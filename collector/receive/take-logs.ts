import { type Clock, events, type Inference } from '../../contract/index.ts'
import type { IncomingLabel } from '../store/store.ts'
import { type Admission, newAdmission } from './admission.ts'
import { quoted } from './attribute.ts'
import { newBatchNames } from './batch.ts'
import type { Committer } from './commit.ts'
import { timeOf, toInference } from './envelope.ts'
import { toLabels } from './label-event.ts'
import { allOf } from './lost.ts'
import type { ReceiveMetrics } from './receive-metrics.ts'
import type { LogRecord, ResourceRecords } from './records.ts'
import { isRefusal, type Refusal, type Refused, refusal } from './refusal.ts'
import type { ReceiveSettings } from './settings.ts'
import { newTurns } from './turns.ts'

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
  readonly settings: Pick<ReceiveSettings, 'aheadMsMax' | 'behindMsMax'>
}

/** What holds for all records of one request. */
interface Call {
  readonly receivedNs: bigint
  readonly admission: Admission
  readonly parts: TakeParts
}

interface Told extends Refused {
  readonly where: string
}

interface Sorted {
  readonly inferences: Inference[]
  readonly labels: IncomingLabel[]
}

const messagesMax = 5
/** Lanes in which one request waits for the store. */
const lanesMax = 4

/**
 * Stores the events of a request and says which were refused; resolves when all others are safe.
 *
 * @param body  as decompressed: the name of a batch whose sender gives it none
 * @throws Failure of the store: then nothing may be forgotten
 */
export async function takeLogs(groups: readonly ResourceRecords[], body: Buffer, parts: TakeParts): Promise<Taken> {
  const refusals: Told[] = []
  const work: Promise<readonly Refused[]>[] = []
  const receivedNs = BigInt(parts.clock()) * 1_000_000n
  const call: Call = { receivedNs, admission: newAdmission(receivedNs - BigInt(parts.settings.behindMsMax) * 1_000_000n), parts }
  const nameBatch = newBatchNames(body)
  const turns = newTurns(lanesMax)
  let index = 0
  for (const [place, { resource, records }] of groups.entries()) {
    const sorted: Sorted = { inferences: [], labels: [] }
    for (const record of records) {
      const problem = sort(record, sorted, call)
      if (problem) refusals.push({ records: 1, where: `record ${index}`, refusal: problem })
      index += 1
    }
    const { inferences, labels } = sorted
    if (inferences.length > 0) work.push(parts.committer.storeBatch({ name: nameBatch(resource, inferences, place), inferences, turns }))
    if (labels.length > 0) work.push(parts.committer.storeLabels(labels).then(() => []))
  }
  count(refusals, parts)
  const late = allOf(await Promise.allSettled(work)).flat()
  count(late, parts)
  const told = [...refusals, ...late.map(one => ({ ...one, where: `${one.records} records` }))]
  const rejected = recordsOf(told)
  return { rejected, message: summary(told, { rejected, of: index }) }
}

const recordsOf = (refused: readonly Refused[]): number => refused.reduce((sum, { records }) => sum + records, 0)

function count(refused: readonly Refused[], { metrics }: TakeParts): void {
  for (const { records, refusal: problem } of refused) metrics.refused.inc({ reason: problem.reason }, records)
}

/** Puts a record where it belongs, or says why it is refused. */
function sort(record: LogRecord, into: Sorted, call: Call): Refusal | undefined {
  const timed = notAhead(record, call)
  if (record.event === events.inference) return takeInference(timed, into, call)
  if (record.event === events.label) return takeLabels(timed, into, call)
  return refusal('event', `${quoted(record.event)} is not an event that is kept; ${events.inference} and ${events.label} are`)
}

function takeInference(record: LogRecord, into: Sorted, { receivedNs, admission }: Call): Refusal | undefined {
  const inference = toInference(record, receivedNs)
  if (isRefusal(inference)) return inference
  const problem = admission.ofInference(inference)
  if (!problem) into.inferences.push(inference)
  return problem
}

function takeLabels(record: LogRecord, into: Sorted, { receivedNs, admission }: Call): Refusal | undefined {
  const labels = toLabels(record, receivedNs)
  if (isRefusal(labels)) return labels
  for (const label of labels) {
    const problem = admission.ofLabel(label)
    if (problem) return problem
  }
  for (const label of labels) into.labels.push(label)
  return undefined
}

/** One sender whose clock is ahead would pull the watermark along and make everybody else late. */
function notAhead(record: LogRecord, { receivedNs, parts: { settings, metrics } }: Call): LogRecord {
  if (timeOf(record, receivedNs) <= receivedNs + BigInt(settings.aheadMsMax) * 1_000_000n) return record
  metrics.ahead.inc()
  return { ...record, timeNs: receivedNs }
}

function summary(refusals: readonly Told[], { rejected, of }: { readonly rejected: number; readonly of: number }): string {
  if (rejected === 0) return ''
  const told = refusals.slice(0, messagesMax)
  const more = rejected - recordsOf(told)
  const rest = more > 0 ? [`and ${more} more`] : []
  return `${rejected} of ${of} records refused. ${[...told.map(one => `${one.where}: ${one.refusal.message}`), ...rest].join('; ')}`
}
