import { paths } from '../../../contract/index.ts'
import type { Route } from '../parts.ts'

/** GET /openapi.json: this API, as OpenAPI 3.1. */
export const openapi: Route = app => {
  app.route({ method: 'GET', url: paths.openapi, schema: { summary: 'This description' }, handler: async () => app.swagger() })
}
