import { Type } from 'typebox'
import { paths, Reproduction } from '../../../contract/index.ts'
import type { Route } from '../parts.ts'
import { FailureBody } from '../query.ts'

const Params = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', description: 'Id of a signal' }) })

/** GET /api/v1/signals/{id}/reproduction: the signal computed again, now, from what is still there. */
export const reproduction: Route = (app, parts) => {
  app.route({
    method: 'GET',
    url: `${paths.signals}/:id/reproduction`,
    schema: { summary: 'Compute a signal again', params: Params, response: { 200: Reproduction, default: FailureBody } },
    handler: request => parts.reproduce(request.params.id),
  })
}
