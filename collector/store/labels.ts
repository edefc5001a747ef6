import { tables } from '../../contract/index.ts'
import { absentBits, absentText } from '../../detectors/summaries/absent.ts'
import type { Block, BlockColumn, Engine } from './engine.ts'
import { storedId } from './ids.ts'
import { type Placed, placeLabels } from './pending.ts'

/** A label that was checked, as it came. Times are nanoseconds since 1970. */
export interface IncomingLabel {
  readonly inferenceId: string | null
  readonly row: number
  readonly entityId: string | null
  /** Empty for the model's own label. */
  readonly label: string
  readonly value: string | number | boolean | null
  readonly knownAtNs: bigint
  readonly eventTimeNs: bigint | null
  /** Empty when it must be looked up. */
  readonly model: string
}

/**
 * Stores labels; durable once resolved. A label that names inference, model and event time goes to its place at once, any other by way of its row:
 * those whose row is there already are placed before this resolves, the others wait for `resolvePendingLabels`. The same label again changes nothing.
 * One insert a month of event times, because the engine refuses a block for more than 100 partitions.
 *
 * @param at  now, milliseconds since 1970
 */
export async function insertLabels(engine: Engine, labels: readonly IncomingLabel[], at: number): Promise<Placed> {
  const complete = labels.filter(isComplete)
  const open = labels.filter(label => !isComplete(label))
  for (const ofMonth of Map.groupBy(complete, label => monthOf(eventTime(label))).values())
    await engine.insert(tables.labels, labelBlock(ofMonth, at, [column('ts', "DateTime64(9, 'UTC')", ofMonth.map(eventTime))]))
  if (open.length === 0) return { placed: complete.length, pending: 0 }
  await engine.insert(tables.pendingLabels, labelBlock(open, at, []))
  const found = await placeLabels(engine, { receivedSince: at, rowsSince: 0, at })
  return { placed: complete.length + found.placed, pending: found.pending }
}

const isComplete = (label: IncomingLabel): boolean => label.inferenceId !== null && label.eventTimeNs !== null && label.model !== ''
const eventTime = (label: IncomingLabel): bigint => label.eventTimeNs ?? 0n
/** The partition of a time in nanoseconds since 1970. */
export const monthOf = (ns: bigint): string => new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 7)

const noId = '00000000-0000-0000-0000-000000000000'
const column = (name: string, type: string, values: BlockColumn['values']): BlockColumn => ({ name, type, values })

function labelBlock(labels: readonly IncomingLabel[], at: number, more: readonly BlockColumn[]): Block {
  const received = new BigInt64Array(labels.length).fill(BigInt(at))
  const columns = [
    column(
      'model',
      'LowCardinality(String)',
      labels.map(one => one.model),
    ),
    column(
      'label',
      'LowCardinality(String)',
      labels.map(one => one.label),
    ),
    column(
      'id',
      'UUID',
      labels.map(one => (one.inferenceId === null ? noId : storedId(one.inferenceId).id)),
    ),
    column(
      'row',
      'UInt32',
      labels.map(one => one.row),
    ),
    column(
      'entity',
      'String',
      labels.map(one => one.entityId ?? ''),
    ),
    column(
      'text',
      'String',
      labels.map(one => (one.value === null ? absentText.missing : String(one.value))),
    ),
    column('number', 'Float64', new Float64Array(numberBits(labels).buffer)),
    column(
      'known_at',
      "DateTime64(3, 'UTC')",
      labels.map(one => one.knownAtNs / 1_000_000n),
    ),
    column('received', "DateTime64(3, 'UTC')", received),
    ...more,
  ]
  return { rows: labels.length, columns }
}

/** A text that is a number counts as one: labels from CSV are all texts. What is none is missing, by its bits. */
function numberBits(labels: readonly IncomingLabel[]): BigUint64Array<ArrayBuffer> {
  const bits = new BigUint64Array(labels.length)
  const numbers = new Float64Array(bits.buffer)
  labels.forEach(({ value }, at) => {
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value ?? Number.NaN)
    if (Number.isNaN(number)) bits[at] = absentBits.missing
    else numbers[at] = number
  })
  return bits
}
