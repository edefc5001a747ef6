import { Failure, hourMs } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'

export type CalendarUnit = 'hour' | 'day' | 'week' | 'month'

/**
 * The hour, day, week or month of a calendar that holds a moment, in a time zone. Days on which clocks change have 23 or 25 hours;
 * an hour always has 60 minutes; a week begins on Monday; a day begins with its first moment, which need not be midnight.
 *
 * @throws Failure BAD_REQUEST for an unknown time zone
 */
export function calendarSpan(unit: CalendarUnit, atMs: number, timeZone: string): Span {
  const at = zoned(atMs, timeZone)
  if (unit === 'hour') return hourSpan(at)
  const first = firstDay(unit, at.toPlainDate())
  const next = first.add(unit === 'day' ? { days: 1 } : unit === 'week' ? { days: 7 } : { months: 1 })
  return { fromMs: startOf(first, timeZone), toMs: startOf(next, timeZone) }
}

/**
 * The same wall-clock times so many days before: a window of last week looks the same on a clock, and is an hour shorter or longer where clocks
 * changed between its ends. A time that clocks leave out is the one after it; of one that comes twice, the first.
 *
 * @throws Failure BAD_REQUEST for an unknown time zone
 */
export function earlierSpan({ fromMs, toMs }: Span, days: number, timeZone: string): Span {
  const back = (ms: number): number => zoned(ms, timeZone).subtract({ days }).epochMilliseconds
  return { fromMs: back(fromMs), toMs: back(toMs) }
}

function zoned(ms: number, timeZone: string): Temporal.ZonedDateTime {
  try {
    return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
  } catch (cause) {
    throw new Failure('BAD_REQUEST', `timeZone ${timeZone} is not known; say for example Europe/Berlin or UTC`, { cause })
  }
}

/** Where clocks are set back within an hour, its wall-clock times come again as an hour of their own. */
function hourSpan(at: Temporal.ZonedDateTime): Span {
  const intoMs = at.minute * 60_000 + at.second * 1_000 + at.millisecond
  const fromMs = at.epochMilliseconds - intoMs
  return { fromMs, toMs: fromMs + hourMs }
}

function firstDay(unit: 'day' | 'week' | 'month', day: Temporal.PlainDate): Temporal.PlainDate {
  if (unit === 'week') return day.subtract({ days: day.dayOfWeek - 1 })
  return unit === 'month' ? day.with({ day: 1 }) : day
}

const startOf = (day: Temporal.PlainDate, timeZone: string): number => day.toZonedDateTime({ timeZone }).epochMilliseconds
