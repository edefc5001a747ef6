import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Clock } from '../contract/index.ts'
import { buildBudget } from './budget.ts'
import { type Capture, openCapture } from './capture.ts'
import type { Sighting } from './proxy.ts'
import { buildQueue } from './queue.ts'
import { buildRedactor } from './redact.ts'
import { activateProtocols } from './registry.ts'
import { openSender } from './send.ts'
import type { AgentSettings } from './settings.ts'
import { openShipper, type ShippedRecord, type Shipper } from './ship.ts'
import { sight } from './sight.ts'
import { buildTelemetry, type Telemetry } from './telemetry.ts'

export interface AgentParts {
  readonly log: Logger
  readonly clock: Clock
  readonly registry: Registry
  /** Of this package; names the sender in what travels. */
  readonly version: string
}

/** The way from a copied exchange to the collector: copies → reading → queue → batches. */
export interface Tap {
  readonly telemetry: Telemetry
  readonly sight: (request: IncomingMessage) => Sighting
  /** Reads and sends what waits, within the bound of the settings; the rest is counted. */
  readonly close: () => Promise<void>
}

/** @throws Failure CONFIG for settings that contradict each other */
export async function openTap(settings: AgentSettings, parts: AgentParts): Promise<Tap> {
  const protocols = await activateProtocols(settings.protocols)
  const budget = buildBudget(settings.captureMemoryBytesMax)
  const queue = buildQueue<ShippedRecord>(settings.ship.queueBytesMax, ({ rows }) => telemetry.dropped(rows, 'queue_full'))
  const telemetry = buildTelemetry(parts.registry, { queueBytes: () => queue.bytes, copyBytes: () => budget.used })
  const sender = openSender({ collector: settings.collector, token: settings.collectorToken, timeoutMs: settings.ship.timeoutMs, clock: parts.clock })
  const shipper = openShipper({
    queue,
    send: sender.send,
    resource: resourceOf(settings, parts.version),
    settings: settings.ship,
    shipped: telemetry.shipped,
    dropped: telemetry.dropped,
    failed: telemetry.shipFailed,
  })
  const keep = (record: ShippedRecord): void => {
    telemetry.captured(record.rows)
    if (queue.push(record)) shipper.wake()
    else telemetry.dropped(record.rows, 'queue_full')
  }
  const reading = { settings, redactor: buildRedactor(settings.redact), clock: parts.clock, log: parts.log }
  const capture = openCapture({ ...reading, wrongEventTime: telemetry.wrongEventTime, lost: telemetry.lost, captured: keep })
  const watching = { settings, protocols, budget, clock: parts.clock, taken: capture.add, lost: telemetry.lost, unclaimed: unclaimed(telemetry, parts.log) }
  return {
    telemetry,
    sight: request => sight(request, watching),
    async close() {
      await drain(capture, shipper, settings.ship.drainMs)
      await sender.close()
    },
  }
}

/** Counts each, and says it once: where no protocol fits at all, nothing else would tell why nothing arrives. Without the path, which may hold data. */
function unclaimed(telemetry: Telemetry, log: Logger): () => void {
  let said = false
  return () => {
    telemetry.lost('no_protocol')
    if (!said) log.warn('JSON is posted to a path that no protocol of agent.protocols claims; it is passed on, counted as no_protocol, and not captured')
    said = true
  }
}

async function drain(capture: Capture, shipper: Shipper, withinMs: number): Promise<void> {
  const untilMs = performance.now() + withinMs
  await capture.finish(withinMs)
  await shipper.drain(Math.max(0, untilMs - performance.now()))
}

const resourceOf = (settings: AgentSettings, version: string): ReadonlyMap<string, string> =>
  new Map([['service.name', 'plimsoll-agent'], ['service.version', version], ['service.instance.id', randomUUID()], ...Object.entries(settings.resource)])
