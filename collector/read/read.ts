import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import type { FastifyPluginAsync } from 'fastify'
import { openTotals } from '../store/store.ts'
import type { ReadParts, Route } from './parts.ts'
import { validatorCompiler } from './query.ts'
import { alert } from './routes/alert.ts'
import { alerts } from './routes/alerts.ts'
import { compare } from './routes/compare.ts'
import { detectors } from './routes/detectors.ts'
import { health } from './routes/health.ts'
import { metrics } from './routes/metrics.ts'
import { model } from './routes/model.ts'
import { models } from './routes/models.ts'
import { openapi } from './routes/openapi.ts'
import { reproduction } from './routes/reproduction.ts'
import { rows } from './routes/rows.ts'
import { signals } from './routes/signals.ts'

export type { ReadParts } from './parts.ts'

const routes: readonly Route[] = [models, model, signals, alerts, alert, detectors, rows, compare, reproduction, metrics, health, openapi]

/** The outward API. Errors are those of the server that it is registered on. */
export const readRoutes =
  (parts: ReadParts): FastifyPluginAsync =>
  async app => {
    await app.register(helmet, {
      contentSecurityPolicy: { directives: { defaultSrc: ["'self'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], upgradeInsecureRequests: null } },
    })
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'Plimsoll', description: 'What is known about models in production', version: '1' },
        ...(parts.settings.token === '' ? {} : { security: [{ token: [] }] }),
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      },
    })
    app.setValidatorCompiler(validatorCompiler)
    // Bodies are built field by field; a serialiser that drops or converts what a schema does not know would hide mistakes.
    app.setSerializerCompiler(() => data => JSON.stringify(data))
    const routeParts = { ...parts, totals: openTotals(parts.engine) }
    for (const route of routes) route(app, routeParts)
  }
