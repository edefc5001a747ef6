import { Type } from 'typebox'
import { Alert, Failure, paths } from '../../../contract/index.ts'
import { readAlert } from '../../store/store.ts'
import type { Route } from '../parts.ts'
import { FailureBody } from '../query.ts'

/** GET /api/v1/alerts/{id} */
export const alert: Route = (app, { engine }) => {
  app.route({
    method: 'GET',
    url: `${paths.alerts}/:id`,
    schema: {
      summary: 'One alert',
      params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }),
      response: { 200: Alert, default: FailureBody },
    },
    handler: async request => {
      const found = await readAlert(engine, request.params.id)
      if (!found) throw new Failure('NOT_FOUND', 'There is no alert with that id')
      return found
    },
  })
}
