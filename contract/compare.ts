import { type Static, Type } from 'typebox'
import { limits } from './limits.ts'
import { Reading } from './signal.ts'

const closed = { additionalProperties: false } as const
const time = (description: string) => Type.String({ minLength: 10, maxLength: 64, description })
const zone = Type.String({ default: 'UTC', minLength: 1, maxLength: 64, description: 'IANA time zone, as Europe/Berlin' })
const length = (description: string) => Type.String({ pattern: '^[1-9]\\d{0,5}[mhd]$', description })

const SpanWish = Type.Object({ from: time('Start, RFC 3339, at a whole minute'), to: time('End, not part of it') }, closed)
const LastWish = Type.Object({ last: length('The newest as many minutes, hours or days that are summarised, as 1h') }, closed)
const CalendarWish = Type.Object(
  {
    calendar: Type.Enum(['hour', 'day', 'week', 'month'], { description: 'Unit of the calendar; weeks begin on Monday' }),
    at: time('A moment within it, RFC 3339'),
    timeZone: zone,
  },
  closed,
)
const EarlierWish = Type.Object(
  {
    earlier: Type.String({ pattern: '^[1-9]\\d{0,2}d$', description: 'The same hours as many days before the current window, as 7d for last week' }),
    timeZone: zone,
  },
  closed,
)

/** A window that a person asks for. */
export type WindowWish = Static<typeof SpanWish> | Static<typeof LastWish> | Static<typeof CalendarWish> | Static<typeof EarlierWish>

const names = (description: string) =>
  Type.Optional(Type.Array(Type.String({ maxLength: limits.nameCharactersMax }), { minItems: 1, maxItems: 1_000, description }))

/** Any window of a model version against any other, or against its baseline. */
export const CompareRequest = Type.Object(
  {
    model: Type.String({ minLength: 1, maxLength: limits.nameCharactersMax, description: 'Model' }),
    version: Type.String({ default: '', maxLength: limits.nameCharactersMax, description: 'Its version' }),
    segment: Type.String({ default: '', maxLength: 2 * limits.nameCharactersMax, description: 'column=value, or empty for the whole model' }),
    current: Type.Union([SpanWish, LastWish, CalendarWish], { description: 'The window: {from, to}, {last}, or {calendar, at, timeZone}' }),
    reference: Type.Union([Type.Literal('baseline'), SpanWish, CalendarWish, EarlierWish], {
      default: 'baseline',
      description: 'What it is held against: "baseline", {from, to}, {calendar, at, timeZone}, or {earlier: "7d"} for the same hours last week',
    }),
    columns: names('Only these columns'),
    detectors: names('Only these detectors'),
  },
  closed,
)
export type CompareRequest = Static<typeof CompareRequest>

const Side = Type.Object({
  rows: Type.Number(),
  from: Type.Union([Type.String(), Type.Null()], { description: 'Null for a baseline without event time' }),
  to: Type.Union([Type.String(), Type.Null()]),
  source: Type.Enum(['panes', 'rows'], { description: 'What it was computed from' }),
})

/** What `plimsoll compare --json` prints, with the windows that were meant. */
export const Comparison = Type.Object({
  reference: Side,
  current: Side,
  baseline: Type.Union([Type.String(), Type.Null()], { description: 'Hash of the baseline, where it is the reference' }),
  segment: Type.String(),
  readings: Type.Array(Reading),
  summary: Type.Object(
    { alarms: Type.Integer(), unsure: Type.Integer(), columns: Type.Integer() },
    {
      description:
        'Columns that were judged, and readings by verdict of what decides: of drift, of quality (missing, type, range, unseen …) and of the schema, where columns that are new, gone or retyped count. Distances shown beside are not counted',
    },
  ),
  notes: Type.Array(Type.String()),
})
export type Comparison = Static<typeof Comparison>
