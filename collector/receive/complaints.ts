import type { FastifyBaseLogger } from 'fastify'
import type { Counter } from 'prom-client'
import type { Clock, Failure } from '../../contract/index.ts'

/** Tells the person who runs the collector that senders are turned away, and when that is over. */
export interface Complaints {
  failed(failure: Failure, log: FastifyBaseLogger): void
  worked(log: FastifyBaseLogger): void
}

/** Senders come again every few seconds, each of them: one sentence in this time is enough. */
const quietMs = 10_000

export function newComplaints(failures: Counter<'code'>, clock: Clock): Complaints {
  let saidAt = Number.NEGATIVE_INFINITY
  let failing = false
  return {
    failed(failure, log) {
      failures.inc({ code: failure.code })
      if (!failure.retry || failure.code === 'SHUTTING_DOWN' || clock() - saidAt < quietMs) return
      saidAt = clock()
      failing = true
      log.error({ code: failure.code }, `senders are told to come again: ${failure.message}`)
    },
    worked(log) {
      if (failing) log.info('what comes in is stored again')
      failing = false
    },
  }
}
