import { dayMs } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'

/** Number of the UTC day that holds a moment. */
export const dayOf = (ms: number): number => Math.floor(ms / dayMs)

export type DayKind = 'weekday' | 'weekend' | 'holiday'

/**
 * A day of another kind is no surprise to anybody but statistics.
 *
 * @param holidays  declared days, as UTC day numbers
 */
export function kindOfDay(day: number, holidays: ReadonlySet<number>): DayKind {
  if (holidays.has(day)) return 'holiday'
  // 1 January 1970, day 0, was a Thursday; days 2 and 3 were the weekend.
  const weekday = ((day % 7) + 7) % 7
  return weekday === 2 || weekday === 3 ? 'weekend' : 'weekday'
}

/** Kind of the days that a span touches; null when there are several. */
export function kindOfSpan({ fromMs, toMs }: Span, holidays: ReadonlySet<number>): DayKind | null {
  const last = kindOfDay(dayOf(toMs - 1), holidays)
  for (let day = dayOf(fromMs); day < dayOf(toMs - 1); day++) if (kindOfDay(day, holidays) !== last) return null
  return last
}
