import type { FastifyPluginAsync } from 'fastify'
import type { Registry } from 'prom-client'
import type { Clock } from '../../contract/index.ts'
import type { Engine, SchemaSettings } from '../store/store.ts'
import { newCommitter } from './commit.ts'
import { newComplaints } from './complaints.ts'
import { addDeclare } from './declare.ts'
import type { Door } from './door.ts'
import { newLabelHints } from './label-hints.ts'
import { addLabels } from './labels.ts'
import { addLogs } from './logs.ts'
import { newMemory } from './memory.ts'
import { newReceiveMetrics } from './receive-metrics.ts'
import { newSchemas } from './schemas.ts'
import type { ReceiveSettings } from './settings.ts'

export interface ReceiveParts {
  readonly engine: Engine
  readonly settings: ReceiveSettings
  /** The settings of the store, or these three of them. */
  readonly schemaSettings: SchemaSettings
  readonly registry: Registry
  readonly clock: Clock
}

/** Everything that comes in: `/v1/logs`, `/api/v1/labels`, `PUT /api/v1/models/{model}`. Stores what waits when the server closes. */
export const receiveRoutes =
  (parts: ReceiveParts): FastifyPluginAsync =>
  async app => {
    const { engine, settings, schemaSettings, registry, clock } = parts
    const memory = newMemory(settings.queueBytesMax)
    const metrics = newReceiveMetrics(registry, memory)
    const schemas = newSchemas(engine, { ...schemaSettings, versionsMax: settings.versionsMax }, clock)
    const committer = newCommitter({ engine, schemas, settings, metrics, clock })
    const door: Door = { memory, settings, complaints: newComplaints(metrics.failures, clock), closing: false }
    app.removeAllContentTypeParsers()
    // Routes read the stream themselves: memory is counted as bytes arrive, and compressed or wrong bodies answered in the right form.
    app.addContentTypeParser('*', (_, payload, done) => done(null, payload))
    app.addHook('onResponse', (request, reply, done) => {
      metrics.requestSeconds.observe({ route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) }, reply.elapsedTime / 1000)
      done()
    })
    // Before the server waits for its connections, because they wait for this.
    app.addHook('preClose', async () => {
      door.closing = true
      await committer.close()
    })
    addLogs(app, door, { committer, metrics, clock, settings })
    addLabels(app, door, { committer, hints: newLabelHints(engine, clock), metrics, clock, settings })
    addDeclare(app, door, { engine, schemaSettings, schemas, clock })
  }
