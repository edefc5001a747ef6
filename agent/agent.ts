import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { openAdmin } from './admin.ts'
import { type OwnTelemetry, startOwnTelemetry } from './own-telemetry.ts'
import { openProxy, type ProxyParts } from './proxy.ts'
import type { AgentSettings } from './settings.ts'
import { type AgentParts, openTap, type Tap } from './tap.ts'
import { readTraceParent } from './trace-parent.ts'
import { openUpstream } from './upstream.ts'

export interface Agent {
  /** Where clients of the model connect. */
  readonly port: number
  /** Where health and metrics are. */
  readonly adminPort: number
  /** Stops in order: not ready, no new connections, requests under way, copies, queue. Resolves when nothing is held. */
  close(): Promise<void>
}

/** Wires the agent and serves. @throws Failure CONFIG for settings that contradict each other, IN_USE for a port that is taken */
export async function startAgent(settings: AgentSettings, parts: AgentParts): Promise<Agent> {
  const { log, registry, version } = parts
  let ready = true
  // Closes in reverse order, also what was opened before something failed.
  await using opening = new AsyncDisposableStack()
  const admin = opening.adopt(await openAdmin({ settings, registry, isReady: () => ready }), ({ close }) => close())
  let own: OwnTelemetry | null = null
  opening.defer(async () => own?.close())
  const tap = opening.adopt(await openTap(settings, parts), ({ close }) => close())
  if (settings.telemetryEndpoint !== undefined) own = await startOwnTelemetry(settings.telemetryEndpoint, registry, version)
  const upstream = opening.adopt(openUpstream(settings), ({ close }) => close())
  const proxy = await openProxy({ settings, upstream, sight: tap.sight, passed: reporter(tap, own), refused: tap.telemetry.connectionRefused })
  opening.defer(async () => {
    ready = false
    await wait(settings.stopDelayMs)
    await proxy.stop(settings.stopWaitMs)
  })
  const opened = opening.move()
  log.info({ port: proxy.port, adminPort: admin.port, upstream: settings.upstream, collector: settings.collector }, 'the agent serves')
  let closing: Promise<void> | null = null
  return { port: proxy.port, adminPort: admin.port, close: () => (closing ??= opened.disposeAsync()) }
}

function reporter(tap: Tap, own: OwnTelemetry | null): ProxyParts['passed'] {
  return (request: IncomingMessage, response: ServerResponse, seconds: number) => {
    const status = response.writableFinished ? response.statusCode : 0
    tap.telemetry.passed(status, seconds)
    if (!own) return
    const endedMs = Date.now()
    own.passed({
      method: request.method ?? '',
      status,
      startedMs: endedMs - seconds * 1000,
      endedMs,
      trace: readTraceParent(String(request.headers['traceparent'] ?? '')),
    })
  }
}
