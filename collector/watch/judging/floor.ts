import type { Window } from '../schedule.ts'
import { holdsDays } from '../series.ts'
import { dayOf, kindOfDay } from './calendar.ts'
import type { Learned } from './learn-day.ts'

/** Days of history from which nothing is widened any more. */
const daysKnown = 8

/**
 * By how much what matters is widened: 1; 2 while fewer than 8 days are known; 4 on a kind of day (weekend, holiday) that
 * history has not seen. A window of a day and longer reaches into the days before, so it is wide on the days after as well.
 */
export function floorFactorAt({ days, kinds, holidays }: Pick<Learned, 'days' | 'kinds' | 'holidays'>, window: Window): number {
  const last = dayOf(window.toMs - 1)
  const first = holdsDays(window.length) ? dayOf(window.fromMs) : last
  const touched = Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const unseen = days > 0 && touched.some(day => !kinds.has(kindOfDay(day, holidays)))
  if (unseen) return 4
  return days < daysKnown ? 2 : 1
}
