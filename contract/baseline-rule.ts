import { type Static, Type } from 'typebox'

/** Weeks and hours of a seasonal baseline. */
export const seasonProperties = {
  weeks: Type.Optional(Type.Integer({ default: 4, minimum: 1, maximum: 8, description: 'Of a seasonal one how far it reaches back, weeks' })),
  hoursAround: Type.Optional(
    Type.Integer({
      default: 1,
      minimum: 0,
      maximum: 12,
      description: 'Of a seasonal one the hours before and after that count as the same, for windows under a day',
    }),
  ),
  sameWeekday: Type.Optional(
    Type.Boolean({ default: true, description: 'Of a seasonal one: a Monday is held against Mondays; else against every day of those weeks' }),
  ),
  timeZone: Type.Optional(
    Type.String({ default: 'UTC', maxLength: 64, description: 'Of a seasonal one the clock by which hours are the same, as Europe/Berlin' }),
  ),
  daysMin: Type.Optional(
    Type.Integer({ default: 2, minimum: 1, maximum: 56, description: 'Of a seasonal one the earlier days that must be there, without rows missing or alarms' }),
  ),
} as const

/**
 * Where the baseline of a model comes from. `fixed`: it is learned once and stays until somebody learns another. `trailing`: every day of event time
 * it is learned again from the days before, so that slow change becomes normal. `seasonal`: every day it is learned from the same hours of the last
 * weeks, and a window is held against its own hours. What is edited by hand stays.
 */
export const BaselineRule = Type.Object(
  {
    kind: Type.Enum(['fixed', 'trailing', 'seasonal'], { description: 'Fixed, or learned again every day' }),
    days: Type.Optional(Type.Integer({ default: 7, minimum: 1, maximum: 90, description: 'Of a trailing one the length, days' })),
    gapDays: Type.Optional(
      Type.Integer({ default: 0, minimum: 0, maximum: 90, description: 'Of a trailing one the days between its end and now: fresh faults stay outside' }),
    ),
    ...seasonProperties,
  },
  { additionalProperties: false, description: 'Where the baseline comes from' },
)
export type BaselineRule = Static<typeof BaselineRule>
