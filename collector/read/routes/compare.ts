import { CompareRequest, Comparison, paths } from '../../../contract/index.ts'
import type { Route } from '../parts.ts'
import { FailureBody } from '../query.ts'

/** POST /api/v1/compare: any window of a model version against its baseline, or against any other window. */
export const compare: Route = (app, parts) => {
  app.route({
    method: 'POST',
    url: paths.compare,
    bodyLimit: 65_536,
    schema: { summary: 'Compare two windows', body: CompareRequest, response: { 200: Comparison, default: FailureBody } },
    handler: request => parts.compare(request.body),
  })
}
