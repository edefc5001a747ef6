import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { metrics } from '../contract/index.ts'
import type { DropReason } from './ship.ts'
import type { LossReason } from './witness.ts'

/** The agent's own counts. Every label has a fixed set of values: nothing foreign ever becomes one. */
export interface Telemetry {
  readonly passed: (status: number, seconds: number) => void
  readonly captured: (rows: number) => void
  readonly lost: (reason: LossReason) => void
  readonly shipped: (rows: number) => void
  readonly dropped: (rows: number, reason: DropReason) => void
  readonly shipFailed: (reason: string) => void
  readonly wrongEventTime: () => void
  readonly connectionRefused: () => void
}

/** Sizes that are asked for when somebody scrapes. */
export interface Sizes {
  readonly queueBytes: () => number
  readonly copyBytes: () => number
}

export function buildTelemetry(registry: Registry, sizes: Sizes): Telemetry {
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) => new Counter({ name, help, labelNames, registers })
  const requests = counter(metrics.agentRequests, 'Requests of clients, by class of the answer', ['status'])
  const captured = counter(metrics.agentCaptured, 'Rows captured')
  const notCaptured = counter(metrics.agentNotCaptured, 'Inferences that were not captured', ['reason'])
  const shipped = counter(metrics.agentShipped, 'Rows that the collector has taken')
  const dropped = counter(metrics.agentDroppedRows, 'Captured rows that were given up', ['reason'])
  const shipFailures = counter(metrics.agentShipFailures, 'Attempts to send that failed, by status', ['reason'])
  const wrongEventTimes = counter(metrics.agentWrongEventTimes, 'Event time headers that were not a time; the arrival was taken instead')
  const connectionsRefused = counter(metrics.agentConnectionsRefused, 'Connections of clients that were closed at once because connectionsMax were open')
  const seconds = new Histogram({
    name: metrics.agentUpstreamSeconds,
    help: 'From the head of the request to the end of the answer',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  registry.registerMetric(gauge(metrics.agentQueueBytes, 'Captured inferences waiting to be sent', sizes.queueBytes))
  registry.registerMetric(gauge(metrics.agentCopyBytes, 'Copies of bodies waiting to be read', sizes.copyBytes))
  return {
    passed(status, took) {
      requests.inc({ status: statusClass(status) })
      seconds.observe(took)
    },
    captured: rows => captured.inc(rows),
    lost: reason => notCaptured.inc({ reason }),
    shipped: rows => shipped.inc(rows),
    dropped: (rows, reason) => dropped.inc({ reason }, rows),
    shipFailed: reason => shipFailures.inc({ reason }),
    wrongEventTime: () => wrongEventTimes.inc(),
    connectionRefused: () => connectionsRefused.inc(),
  }
}

/** `aborted`: the client left before a whole answer. */
const statusClass = (status: number): string => (status === 0 ? 'aborted' : `${Math.trunc(status / 100)}xx`)

function gauge(name: string, help: string, read: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(read())
    },
  })
}
