import { Type } from 'typebox'
import { Alert, cursorOf, filters, opaque, paging, paths } from '../../../contract/index.ts'
import { listAlerts } from '../../store/store.ts'
import type { Route } from '../parts.ts'
import { FailureBody, pageOf } from '../query.ts'

const Query = Type.Object(
  {
    model: filters.model,
    version: filters.version,
    state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('resolved')], { description: 'Only alerts in this state' })),
    severity: Type.Optional(Type.Union([Type.Literal('warning'), Type.Literal('critical')], { description: 'Only alerts of this severity' })),
    ...paging,
  },
  { additionalProperties: false },
)

/** GET /api/v1/alerts: newest opening first. */
export const alerts: Route = (app, { engine, settings }) => {
  app.route({
    method: 'GET',
    url: paths.alerts,
    schema: { summary: 'List alerts', querystring: Query, response: { 200: pageOf(Alert, 'Alerts'), default: FailureBody } },
    handler: async request => {
      const { limit = 100, next, ...filter } = request.query
      const page = await listAlerts(engine, filter, { limit: Math.min(limit, settings.itemsMax), after: cursorOf(next, /^-?\d{1,15}_[0-9A-Za-z-]{1,64}$/) })
      return { items: page.items, next: opaque(page.next) }
    },
  })
}
