import type { Window } from '../schedule.ts'
import { dayOf, kindOfDay } from './calendar.ts'
import type { Learned } from './learn-day.ts'

/** Days of history from which nothing is widened any more. */
const daysKnown = 8

/**
 * By how much what matters is widened: 1; 2 while fewer than 8 days are known; 4 on a kind of day (weekend, holiday) that
 * history has not seen. A day-long window reaches into the day before, so it is wide on the day after as well.
 */
export function floorFactorAt({ days, kinds, holidays }: Pick<Learned, 'days' | 'kinds' | 'holidays'>, window: Window): number {
  const touched = window.length === '24h' ? [window.fromMs, window.toMs - 1] : [window.toMs - 1]
  const unseen = days > 0 && touched.some(atMs => !kinds.has(kindOfDay(dayOf(atMs), holidays)))
  if (unseen) return 4
  return days < daysKnown ? 2 : 1
}
