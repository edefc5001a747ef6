import { type BaselineRule, dayMs, hourMs } from '../../contract/index.ts'
import { earlierSpan } from './compare/calendar-span.ts'
import { floorTo, type Span } from './schedule.ts'

/** Against which earlier hours the hours of one day are held. A window of a day reaches into the day before, so that one belongs to it too. */
export interface Season {
  /** Midnight (UTC) of the day that it is for. */
  readonly dayMs: number
  /** How far back each earlier day lies. */
  readonly shiftsMs: readonly number[]
  /** Hours before and after that count as the same, for windows under a day. */
  readonly aroundMs: number
}

/** The hours that a season speaks of. */
export const seasonSpan = ({ dayMs: midnightMs, aroundMs }: Pick<Season, 'dayMs' | 'aroundMs'>): Span => ({
  fromMs: midnightMs - dayMs - aroundMs,
  toMs: midnightMs + dayMs + aroundMs,
})

/** The same hours, so far back. Nothing of the day itself: it is to be judged. */
export function earlierHours(season: Pick<Season, 'dayMs' | 'aroundMs'>, shiftMs: number): Span {
  const { fromMs, toMs } = seasonSpan(season)
  return { fromMs: fromMs - shiftMs, toMs: Math.min(toMs - shiftMs, season.dayMs) }
}

/** One of the earlier days itself. */
export const seasonDay = ({ dayMs: midnightMs }: Season, shiftMs: number): Span => ({ fromMs: midnightMs - shiftMs, toMs: midnightMs - shiftMs + dayMs })

/**
 * The days that a rule means, newest first: the same weekday of each week, or every day. Clocks are those of midday, so that the day on which they change
 * is right but for its night.
 *
 * @throws Failure BAD_REQUEST for an unknown time zone
 */
export function seasonOf({ weeks = 4, hoursAround = 1, sameWeekday = true, timeZone = 'UTC' }: BaselineRule, atMs: number): Season {
  const midnightMs = floorTo(atMs, dayMs)
  const middayMs = midnightMs + dayMs / 2
  const backs = Array.from({ length: sameWeekday ? weeks : 7 * weeks }, (_, at) => (at + 1) * (sameWeekday ? 7 : 1))
  const shiftsMs = backs.map(days => middayMs - earlierSpan({ fromMs: middayMs, toMs: middayMs }, days, timeZone).fromMs)
  return { dayMs: midnightMs, shiftsMs: shiftsMs.map(shiftMs => floorTo(shiftMs, hourMs)), aroundMs: hoursAround * hourMs }
}
