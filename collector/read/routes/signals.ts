import { Type } from 'typebox'
import { cursorOf, filters, opaque, paging, paths, Signal, Verdict } from '../../../contract/index.ts'
import { listSignals, plainSignal } from '../../store/store.ts'
import type { Route } from '../parts.ts'
import { FailureBody, pageOf, timeOf } from '../query.ts'

const Query = Type.Object({ ...filters, verdict: Type.Optional(Verdict), ...paging }, { additionalProperties: false })

/** GET /api/v1/signals: newest window first, latest revisions. `from` and `to` select the ends of windows. */
export const signals: Route = (app, { engine, settings }) => {
  app.route({
    method: 'GET',
    url: paths.signals,
    schema: { summary: 'List signals', querystring: Query, response: { 200: pageOf(Signal, 'Signals'), default: FailureBody } },
    handler: async request => {
      const { from, to, limit = 100, next, ...named } = request.query
      const times = { fromMs: timeOf('from', from), toMs: timeOf('to', to) }
      const given = Object.fromEntries(Object.entries({ ...named, ...times }).filter(([, value]) => value !== undefined))
      const page = await listSignals(engine, given, { limit: Math.min(limit, settings.itemsMax), after: cursorOf(next, /^\d{1,10}_[0-9a-f-]{36}$/) })
      return { items: page.items.map(plainSignal), next: opaque(page.next) }
    },
  })
}
