import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { Failure } from './failure.ts'
import { nearest } from './nearest.ts'
import { settingErrors } from './setting-errors.ts'

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

/**
 * What came with a request, if it is what was asked for.
 *
 * @throws Failure BAD_REQUEST that names the first field that is wrong, and what it may be
 */
export function checked<Schema extends TSchema>(schema: Schema, given: unknown): Static<Schema> {
  const value = Value.Default(schema, Value.Clone(given))
  const strange = strangerOf(schema, value)
  if (strange !== undefined) throw new Failure('BAD_REQUEST', strange)
  const [wrong] = settingErrors(schema, value)
  if (wrong) throw new Failure('BAD_REQUEST', `${wrong.path.join('.') || 'The request'} ${wrong.sentence}`)
  return value as Static<Schema>
}

/** The same for a query or a path, where everything is text. @throws Failure BAD_REQUEST */
export const checkedQuery = <Schema extends TSchema>(schema: Schema, query: unknown): Static<Schema> =>
  checked(schema, Value.Convert(schema, Value.Clone({ ...(query as object) })))

function strangerOf(schema: TSchema, value: unknown): string | undefined {
  const { properties, additionalProperties } = schema as { readonly properties?: object; readonly additionalProperties?: unknown }
  if (additionalProperties !== false || typeof value !== 'object' || value === null) return undefined
  const known = Object.keys(properties ?? {})
  const strange = Object.keys(value).find(name => !known.includes(name))
  if (strange === undefined) return undefined
  const near = nearest(strange, known)
  return `There is no ${JSON.stringify(strange.slice(0, 64))}${near ? `, did you mean ${near}?` : ''}; there is: ${known.join(', ') || 'nothing to ask by'}`
}
