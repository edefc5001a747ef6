import { floorTo } from '../../collector/watch/schedule.ts'
import { dayMs, minuteMs } from '../../contract/index.ts'
import { january } from './flights.ts'

const weekMs = 7 * dayMs
/** Flights scheduled in the same five minutes travel in one request. */
export const slotMs = 5 * minuteMs

/** When the story plays. `fromMs` and `toMs` are times of the data; what is sent carries them plus `shiftMs`, and the end becomes now. */
export interface Calendar {
  readonly fromMs: number
  readonly toMs: number
  /** A whole number of weeks, so that weekdays and hours stay true. */
  readonly shiftMs: number
}

/**
 * The earliest span of `days` days after January whose end is a whole number of weeks before now (down to five minutes).
 *
 * @param days  1 to 28
 */
export function planCalendar(nowMs: number, days: number): Calendar {
  const endMs = floorTo(nowMs, slotMs)
  const earliestMs = january.toMs + days * dayMs
  const shiftMs = floorTo(endMs - earliestMs, weekMs)
  const toMs = endMs - shiftMs
  return { fromMs: toMs - days * dayMs, toMs, shiftMs }
}
