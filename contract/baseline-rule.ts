import { type Static, Type } from 'typebox'

/**
 * Where the baseline of a model comes from. `fixed`: it is learned once and stays until somebody learns another. `trailing`: every day of event time
 * it is learned again from the days before, so that slow change becomes normal; what is edited by hand stays.
 */
export const BaselineRule = Type.Object(
  {
    kind: Type.Enum(['fixed', 'trailing'], { description: 'Fixed, or learned again every day' }),
    days: Type.Optional(Type.Integer({ default: 7, minimum: 1, maximum: 90, description: 'Of a trailing one the length, days' })),
    gapDays: Type.Optional(
      Type.Integer({ default: 0, minimum: 0, maximum: 90, description: 'Of a trailing one the days between its end and now: fresh faults stay outside' }),
    ),
  },
  { additionalProperties: false, description: 'Where the baseline comes from' },
)
export type BaselineRule = Static<typeof BaselineRule>
