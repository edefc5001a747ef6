import { paths } from '../../../contract/index.ts'
import { buildGauges } from '../gauges.ts'
import type { Route } from '../parts.ts'

/** GET /metrics: the metrics of the process, and those that are read from the store. A store that does not answer is a metric, not a failure. */
export const metrics: Route = (app, parts) => {
  const refresh = buildGauges({ ...parts, warn: error => app.log.warn({ err: error }, 'metrics that mirror the store could not be read') })
  app.route({
    method: 'GET',
    url: paths.metrics,
    schema: { summary: 'Metrics for Prometheus', produces: ['text/plain'] },
    handler: async (_request, reply) => {
      await refresh()
      return reply
        .header('content-type', parts.registry.contentType)
        .serializer(String)
        .send(await parts.registry.metrics())
    },
  })
}
