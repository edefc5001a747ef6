import { type BaselineRule, dayMs, hourMs } from '../../contract/index.ts'
import { earlierSpan } from './compare/calendar-span.ts'
import { floorTo, joinSpans, type Span } from './schedule.ts'

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

/** The same hours, so far back. */
export const earlierHours = (season: Pick<Season, 'dayMs' | 'aroundMs'>, shiftMs: number): Span => earlier(seasonSpan(season), shiftMs, season)

/** A span so far back. Nothing of the day itself: it is to be judged. */
const earlier = ({ fromMs, toMs }: Span, shiftMs: number, { dayMs: midnightMs }: Pick<Season, 'dayMs'>): Span => ({
  fromMs: fromMs - shiftMs,
  toMs: Math.min(toMs - shiftMs, midnightMs),
})

/** Whole hours that hold a window, with those around it; a window of a day holds every hour as it is. */
export function widened({ fromMs, toMs }: Span, { aroundMs }: Season): Span {
  const around = toMs - fromMs >= dayMs ? 0 : aroundMs
  return { fromMs: floorTo(fromMs, hourMs) - around, toMs: floorTo(toMs + hourMs - 1, hourMs) + around }
}

/** Does a season speak of a window? It does of its day, and of windows that reach into the day before. */
export const covers = ({ dayMs: midnightMs }: Season, { fromMs, toMs }: Span): boolean => fromMs >= midnightMs - dayMs && toMs <= midnightMs + dayMs

/** What a window is held against: the same hours of earlier days, oldest first. */
export const sameSpans = (season: Season, window: Span): Span[] => {
  const hours = widened(window, season)
  return joinSpans(season.shiftsMs.map(shiftMs => earlier(hours, shiftMs, season)))
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
