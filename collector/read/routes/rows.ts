import { Type } from 'typebox'
import { cursorOf, Failure, filters, limits, type ModelSchema, opaque, paging, paths } from '../../../contract/index.ts'
import { type Engine, listRows, listSchemas } from '../../store/store.ts'
import { Row, rowBody } from '../bodies.ts'
import type { Route } from '../parts.ts'
import { FailureBody, pageOf, timeOf } from '../query.ts'

const Query = Type.Object(
  {
    model: Type.String({ minLength: 1, maxLength: limits.nameCharactersMax, description: 'Model of the rows' }),
    version: filters.version,
    from: filters.from,
    to: filters.to,
    ...paging,
  },
  { additionalProperties: false },
)

/** The last moment that the store can hold. */
const endMs = Date.UTC(2262, 0, 1)

/** GET /api/v1/rows: newest first, under the schema in use; of the newest version when none is named. */
export const rows: Route = (app, { engine, settings }) => {
  app.route({
    method: 'GET',
    url: paths.rows,
    schema: { summary: 'List rows of a model', querystring: Query, response: { 200: pageOf(Row, 'Rows'), default: FailureBody } },
    handler: async request => {
      const { model, version, from, to, limit = 100, next } = request.query
      const schema = await schemaOf(engine, model, version)
      const times = { fromMs: timeOf('from', from) ?? 0, toMs: timeOf('to', to) ?? endMs }
      const after = cursorOf(next, /^-?\d{1,19}_[0-9a-f-]{36}_\d{1,10}$/)
      const page = await listRows(engine, schema, times, { limit: Math.min(limit, settings.itemsMax), after })
      const items = page.items.map(row => rowBody(row, schema))
      return { items, next: opaque(page.next) }
    },
  })
}

async function schemaOf(engine: Engine, model: string, version: string | undefined): Promise<ModelSchema> {
  const schemas = await listSchemas(engine, model)
  const found = schemas.findLast(schema => version === undefined || schema.version === version)
  if (!found) throw new Failure('NOT_FOUND', 'No rows of that model and version have come')
  return found
}
