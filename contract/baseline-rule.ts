import { type Static, Type } from 'typebox'

/**
 * Where the baseline of a model comes from. `fixed`: it is learned once and stays until somebody learns another. `trailing`: every day of event time
 * it is learned again from the days before, so that slow change becomes normal; what is edited by hand stays.
 */
export const BaselineRule = Type.Union(
  [
    Type.Object({ kind: Type.Literal('fixed') }, { additionalProperties: false }),
    Type.Object(
      {
        kind: Type.Literal('trailing'),
        days: Type.Optional(Type.Integer({ default: 7, minimum: 1, maximum: 90, description: 'Length, days' })),
        gapDays: Type.Optional(
          Type.Integer({ default: 0, minimum: 0, maximum: 90, description: 'Days between its end and now, days: fresh faults stay outside' }),
        ),
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'Where the baseline comes from' },
)
export type BaselineRule = Static<typeof BaselineRule>
