import type { FastifySchemaCompiler } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { checked, checkedQuery, Failure, readTimeMs } from '../../contract/index.ts'

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

/** Texts of a query become what the schema asks for, a body is taken as it is; what the schema does not know is refused. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> =
  ({ schema, httpPart }) =>
  (input: unknown) => {
    try {
      return { value: httpPart === 'body' ? checked(schema, input) : checkedQuery(schema, input) }
    } catch (error) {
      if (error instanceof Failure) return { error }
      throw error
    }
  }

/** @throws Failure BAD_REQUEST */
export const timeOf = (name: string, text: string | undefined): number | undefined => (text === undefined ? undefined : readTimeMs(name, text))
