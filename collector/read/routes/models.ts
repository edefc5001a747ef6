import { Type } from 'typebox'
import { paths } from '../../../contract/index.ts'
import { Model } from '../bodies.ts'
import { readModels } from '../models.ts'
import type { Route } from '../parts.ts'
import { FailureBody, pageOf } from '../query.ts'

/** GET /api/v1/models: every model with its versions. There are few: one page. */
export const models: Route = (app, parts) => {
  app.route({
    method: 'GET',
    url: paths.models,
    schema: {
      summary: 'List models',
      querystring: Type.Object({}, { additionalProperties: false }),
      response: { 200: pageOf(Model, 'Models'), default: FailureBody },
    },
    handler: async () => ({ items: await readModels(parts), next: null }),
  })
}
