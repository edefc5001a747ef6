import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { metrics } from '../../contract/index.ts'
import type { Memory } from './memory.ts'

export interface ReceiveMetrics {
  readonly rows: Counter
  readonly refused: Counter<'reason'>
  readonly wrongValues: Counter
  readonly ahead: Counter
  readonly labels: Counter<'outcome'>
  readonly repeated: Counter
  readonly failures: Counter<'code'>
  readonly requestSeconds: Histogram<'route' | 'status'>
  readonly insertSeconds: Histogram<'table'>
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Labels have few values: routes, statuses and reasons of ours, never a name that was sent. */
export function newReceiveMetrics(registry: Registry, memory: Memory): ReceiveMetrics {
  const registers = [registry]
  const queue = new Gauge({
    name: metrics.queueBytes,
    help: 'Bodies held in memory until they are stored, bytes',
    registers,
    collect() {
      this.set(memory.usedBytes)
    },
  })
  queue.set(0)
  return {
    rows: new Counter({ name: metrics.receivedRows, help: 'Rows stored', registers }),
    refused: new Counter({ name: metrics.refusedRecords, help: 'Log records and labels refused, by reason', labelNames: ['reason'], registers }),
    wrongValues: new Counter({ name: metrics.wrongValues, help: 'Values that were not of the type of their column', registers }),
    ahead: new Counter({
      name: metrics.aheadRecords,
      help: 'Records and labels whose time lay ahead of the clock, so that the time of receipt counts',
      registers,
    }),
    labels: new Counter({ name: metrics.receivedLabels, help: 'Labels received, by outcome', labelNames: ['outcome'], registers }),
    repeated: new Counter({ name: metrics.repeatedBatches, help: 'Batches that were stored before', registers }),
    failures: new Counter({
      name: metrics.requestFailures,
      help: 'Requests that were not answered with success, by code of the failure',
      labelNames: ['code'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: metrics.requestSeconds,
      help: 'Time to answer a request, seconds',
      labelNames: ['route', 'status'],
      buckets,
      registers,
    }),
    insertSeconds: new Histogram({ name: metrics.insertSeconds, help: 'Time of one insert, seconds', labelNames: ['table'], buckets, registers }),
  }
}
