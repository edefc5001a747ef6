import type { FastifySchemaCompiler } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { Failure, readTimeMs } from '../../contract/index.ts'

const text = (description: string) => Type.Optional(Type.String({ maxLength: 512, description }))

/** Parameters that several lists take, each stated once. */
export const filters = {
  model: text('Only this model'),
  version: text('Only this version'),
  detector: text('Only this detector, as drift/psi'),
  subject: text('Only this column, or * for whole rows'),
  segment: text('Only this segment, as column=value; empty for the whole model'),
  from: text('Not before, RFC 3339 with an offset'),
  to: text('Before, RFC 3339 with an offset'),
}

/** The two parameters of every list. */
export const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, default: 100, description: 'Most items of one page' })),
  next: text('Where the page before ended: its next'),
}

/** What a list answers. */
export const pageOf = <Item extends TSchema>(item: Item, description: string) =>
  Type.Object(
    { items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()], { description: 'Asks for the next page; null when this was the last' }) },
    { description },
  )

/** What every failure answers. */
export const FailureBody = Type.Object(
  { code: Type.String(), message: Type.String(), retry: Type.Boolean() },
  { description: 'What went wrong, and whether trying again helps' },
)

/** Texts of a query become what the schema asks for; what it does not know is refused. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> =
  ({ schema, httpPart }) =>
  (input: unknown) => {
    const value = httpPart === 'querystring' || httpPart === 'params' ? Value.Convert(schema, Value.Clone(input)) : input
    const [wrong] = Value.Errors(schema, value)
    if (!wrong) return { value }
    const known = Object.keys((schema as { properties?: object }).properties ?? {}).join(', ')
    return { error: new Failure('BAD_REQUEST', `${wrong.instancePath.slice(1) || httpPart || 'request'} ${wrong.message}; there is: ${known}`) }
  }

/** @throws Failure BAD_REQUEST */
export const timeOf = (name: string, text: string | undefined): number | undefined => (text === undefined ? undefined : readTimeMs(name, text))
