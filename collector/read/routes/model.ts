import { Type } from 'typebox'
import { Failure, limits, paths } from '../../../contract/index.ts'
import { Model } from '../bodies.ts'
import { readModels } from '../models.ts'
import type { Route } from '../parts.ts'
import { FailureBody } from '../query.ts'

/** GET /api/v1/models/{model} */
export const model: Route = (app, parts) => {
  app.route({
    method: 'GET',
    url: `${paths.models}/:model`,
    schema: {
      summary: 'One model',
      params: Type.Object({ model: Type.String({ minLength: 1, maxLength: limits.nameCharactersMax }) }),
      response: { 200: Model, default: FailureBody },
    },
    handler: async request => {
      const [found] = await readModels(parts, request.params.model)
      if (!found) throw new Failure('NOT_FOUND', 'No rows of that model have come')
      return found
    },
  })
}
