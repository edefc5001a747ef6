import type { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { encodeRequest } from './otlp.ts'
import { type Backoff, pauseMs } from './pause.ts'
import type { Queue } from './queue.ts'
import type { Send, SendOutcome } from './send.ts'

/** An inference that is ready to go: the bytes of its log record. */
export interface ShippedRecord {
  readonly bytes: number
  readonly rows: number
  readonly payload: Buffer
}

/** Why captured rows did not arrive. */
export type DropReason = 'queue_full' | 'refused' | 'gave_up' | 'stopped'

export interface ShipParts {
  readonly queue: Queue<ShippedRecord>
  readonly send: Send
  readonly resource: ReadonlyMap<string, string>
  readonly settings: Backoff & { readonly batchBytesMax: number; readonly flushEveryMs: number; readonly giveUpMs: number }
  shipped(rows: number): void
  dropped(rows: number, reason: DropReason): void
  /** One attempt that failed, with a status or `connection`. */
  failed(reason: string): void
}

export interface Shipper {
  /** Something was put into the queue. */
  wake(): void
  /** Sends what waits, at most for `withinMs`; the rest is dropped and counted. Resolves when nothing is held. */
  drain(withinMs: number): Promise<void>
}

interface Batch {
  readonly id: string
  readonly records: readonly ShippedRecord[]
  readonly madeMs: number
}

/**
 * Sends batches in order, one at a time, so that the collector sees events nearly as they happened. A place for the spool:
 * what a batch holds is final when it is made, so it can be written down and sent again by its id.
 */
export function openShipper(parts: ShipParts): Shipper {
  const { queue, settings } = parts
  const instance = randomBytes(8).toString('hex')
  const stop = new AbortController()
  let [sequence, draining, idle] = [0n, false, false]
  let ring = (): void => {}
  const rung = (withinMs: number | null): Promise<void> => {
    const bell = new Promise<void>(resolve => {
      ring = resolve
    })
    return withinMs === null ? bell : Promise.race([bell, wait(withinMs, undefined, { ref: false })])
  }
  const isFull = (): boolean => draining || queue.waitingBytes >= settings.batchBytesMax
  const run = async (): Promise<void> => {
    for (;;) {
      if (queue.length === 0) {
        if (draining) return
        idle = true
        await rung(null)
        idle = false
      }
      if (!isFull()) await rung(settings.flushEveryMs)
      const records = queue.take(settings.batchBytesMax)
      const id = instance + (sequence++).toString(16).padStart(16, '0')
      await deliver({ id, records, madeMs: performance.now() }, parts, stop.signal)
      queue.release(records)
    }
  }
  const done = run()
  return {
    wake() {
      if (idle || isFull()) ring()
    },
    async drain(withinMs) {
      draining = true
      ring()
      const timer = setTimeout(() => stop.abort(), withinMs)
      await done
      clearTimeout(timer)
    },
  }
}

const rowsOf = (records: readonly ShippedRecord[]): number => records.reduce((sum, { rows }) => sum + rows, 0)

/** Sends one batch until it has arrived or never will. */
async function deliver(batch: Batch, parts: ShipParts, stop: AbortSignal): Promise<void> {
  if (batch.records.length === 0) return
  for (let attempt = 0; ; attempt++) {
    if (stop.aborted) return parts.dropped(rowsOf(batch.records), 'stopped')
    const body = encodeRequest(
      batch.records.map(({ payload }) => payload),
      { id: batch.id, attempt },
      parts.resource,
    )
    const outcome = await parts.send(body, stop)
    if (outcome.kind === 'arrived') return settle(batch, outcome.rejected, parts)
    parts.failed(outcome.reason)
    if (outcome.kind === 'refused') {
      if (outcome.divisible && batch.records.length > 1) return halve(batch, parts, stop)
      return parts.dropped(rowsOf(batch.records), 'refused')
    }
    if (!(await waitToRetry(batch, { outcome, attempt, stop }, parts))) return parts.dropped(rowsOf(batch.records), stop.aborted ? 'stopped' : 'gave_up')
  }
}

/** The collector says how many records it refused, not which: rows are counted in proportion. */
function settle({ records }: Batch, rejected: number, parts: ShipParts): void {
  const rows = rowsOf(records)
  const refused = Math.round((rows * Math.min(rejected, records.length)) / records.length)
  if (refused > 0) parts.dropped(refused, 'refused')
  parts.shipped(rows - refused)
}

/** Down to the one record that is refused, so that the others arrive. */
async function halve({ id, records, madeMs }: Batch, parts: ShipParts, stop: AbortSignal): Promise<void> {
  const middle = records.length >> 1
  for (const [part, half] of [records.slice(0, middle), records.slice(middle)].entries()) {
    await deliver({ id: `${id}.${part}`, records: half, madeMs }, parts, stop)
  }
}

interface Retry {
  readonly outcome: Extract<SendOutcome, { kind: 'retry' }>
  readonly attempt: number
  readonly stop: AbortSignal
}

/** @returns false when it is over */
async function waitToRetry({ madeMs }: Batch, { outcome, attempt, stop }: Retry, { settings }: ShipParts): Promise<boolean> {
  // A collector may ask for a longer pause, never for none: the agent would spin.
  const forMs = Math.max(outcome.afterMs ?? 0, pauseMs(attempt, settings))
  if (performance.now() + forMs - madeMs > settings.giveUpMs) return false
  try {
    await wait(forMs, undefined, { signal: stop })
    return true
  } catch {
    return false // the wait was cut short because the agent stops
  }
}
