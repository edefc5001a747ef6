import { Type } from 'typebox'
import { Failure, limits, paths } from '../../../contract/index.ts'
import { ModelDetail } from '../bodies.ts'
import { readModel } from '../models.ts'
import type { Route } from '../parts.ts'
import { FailureBody } from '../query.ts'

/** GET /api/v1/models/{model} */
export const model: Route = (app, parts) => {
  app.route({
    method: 'GET',
    url: `${paths.models}/:model`,
    schema: {
      summary: 'One model, with the columns of its versions and why each has its type and role',
      params: Type.Object({ model: Type.String({ minLength: 1, maxLength: limits.nameCharactersMax }) }),
      response: { 200: ModelDetail, default: FailureBody },
    },
    handler: async request => {
      const found = await readModel(parts, request.params.model)
      if (!found) throw new Failure('NOT_FOUND', 'No rows of that model have come')
      return found
    },
  })
}
