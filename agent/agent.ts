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
  let ready = true
  const upstream = openUpstream(settings)
  const tap = await openTap(settings, parts)
  const admin = await openAdmin({ settings, registry: parts.registry, isReady: () => ready })
  const own = settings.telemetryEndpoint === undefined ? null : await startOwnTelemetry(settings.telemetryEndpoint, parts.registry, parts.version)
  const proxy = await openProxy({ settings, upstream, sight: tap.sight, passed: reporter(tap, own) })
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    ready = false
    await wait(settings.stopDelayMs)
    await proxy.stop(settings.stopWaitMs)
    upstream.close()
    await tap.close()
    await own?.close()
    await admin.close()
  }
  parts.log.info({ port: proxy.port, adminPort: admin.port, upstream: settings.upstream, collector: settings.collector }, 'the agent serves')
  return {
    port: proxy.port,
    adminPort: admin.port,
    close: () => (closing ??= close()),
  }
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
