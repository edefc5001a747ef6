import { type Static, type TSchema, Type } from 'typebox'

/** What a person wrote, or what another tool's file said, holds as a rule. What was suggested is for people: the detectors that learn watch it already. */
const Origin = Type.Optional(Type.Enum(['suggested', 'edited', 'imported'], { description: 'Who says so; a person where nobody is named' }))
const share = (description: string, value?: number) => Type.Number({ minimum: 0, maximum: 1, description, ...(value === undefined ? {} : { default: value }) })
const end = (description: string) => Type.Union([Type.Number(), Type.Null()], { default: null, description })
/** Null is a constraint that a person took away: it is not suggested again. */
const orNone = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]))
const exactly = { additionalProperties: false } as const

const domainValuesMax = 10_000

/** What is wanted of a column, each by itself. */
export const Constraints = Type.Object(
  {
    completeness: orNone(Type.Object({ minimum: share('Share of rows that have a value'), origin: Origin }, exactly)),
    range: orNone(
      Type.Object(
        {
          minimum: end('Smallest number that is allowed, in the unit of the column; null is no bound'),
          maximum: end('Largest number that is allowed, in the unit of the column; null is no bound'),
          outside: share('Share of values that may be outside', 0),
          origin: Origin,
        },
        exactly,
      ),
    ),
    domain: orNone(
      Type.Object(
        {
          values: Type.Array(Type.String(), { minItems: 1, maxItems: domainValuesMax, description: 'All texts that are allowed' }),
          outside: share('Share of values that may be others', 0),
          origin: Origin,
        },
        exactly,
      ),
    ),
    type: orNone(Type.Object({ wrong: share('Share of values that may be of the wrong type'), origin: Origin }, exactly)),
    uniqueness: orNone(Type.Object({ minimum: share('Distinct values ÷ values'), origin: Origin }, exactly)),
  },
  exactly,
)
export type Constraints = Static<typeof Constraints>
export type ConstraintKind = keyof Constraints
export const constraintKinds = Object.keys(Constraints.properties) as ConstraintKind[]

/** Those that a person or a file stated, and those that a person took away: they outlive the rows that they were learned with. */
export function lastingOf(constraints: Constraints): Constraints {
  const lasting = constraintKinds.filter(kind => constraints[kind] !== undefined && constraints[kind]?.origin !== 'suggested')
  return Object.fromEntries(lasting.map(kind => [kind, constraints[kind]]))
}
