import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Logger } from 'pino'
import { lossOf, type ReadingParts, readInference } from './inference.ts'
import { encodeInference } from './otlp.ts'
import type { ShippedRecord } from './ship.ts'
import type { Taken } from './sight.ts'
import { readTraceParent } from './trace-parent.ts'
import type { LossReason } from './witness.ts'

export interface CaptureParts extends ReadingParts {
  readonly log: Logger
  captured(record: ShippedRecord): void
  lost(reason: LossReason): void
}

/** Reads copied exchanges when the loop has time, in order. What waits is bounded by the budget of the copies. */
export interface Capture {
  readonly add: (taken: Taken) => void
  /** Resolves when nothing waits, or after `withinMs`: then what waits is lost, and counted. */
  finish(withinMs: number): Promise<void>
}

/** Longest stretch of reading before traffic gets its turn. */
const stretchMs = 2

export function openCapture(parts: CaptureParts): Capture {
  let waiting: Taken[] = []
  let running: Promise<void> | null = null
  let untilMs = Number.POSITIVE_INFINITY
  const run = async (): Promise<void> => {
    await nextTurn()
    let startedMs = performance.now()
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      for (const taken of batch) {
        await readOne(taken, parts, performance.now() > untilMs)
        if (performance.now() - startedMs < stretchMs) continue
        await nextTurn()
        startedMs = performance.now()
      }
    }
    running = null
  }
  return {
    add(taken) {
      waiting.push(taken)
      running ??= run()
    },
    async finish(withinMs) {
      untilMs = performance.now() + withinMs
      await running
    },
  }
}

async function readOne(taken: Taken, parts: CaptureParts, late: boolean): Promise<void> {
  try {
    const found = late ? 'stopped' : await readInference(taken, parts)
    if (typeof found === 'string') return parts.lost(found)
    const trace = readTraceParent(parts.redactor.headers(taken.requestHead).get('traceparent'))
    const payload = encodeInference(found, { observedNs: BigInt(Math.trunc(parts.clock())) * 1_000_000n, trace })
    parts.captured({ bytes: payload.length, rows: found.batchSize, payload })
  } catch (error) {
    // Model traffic must not notice a mistake of ours: it is counted, and said without any of the data.
    const reason = lossOf(error)
    parts.lost(reason)
    if (reason === 'bug') parts.log.error({ err: error, protocol: taken.active.protocol.name }, 'an exchange could not be captured')
  } finally {
    taken.drop()
  }
}
