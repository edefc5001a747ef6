import { dayMs, type Tally } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'
import { dayOf, kindOfDay } from './calendar.ts'
import type { Stream } from './stream.ts'
import { addSpan, type Strip, subtract } from './strip.ts'

const marginMs = 1_800_000
const daysBack = 7
/** Quiet days that must be there, the newest not counted. */
const daysMin = 2

/** What the days before a window are told apart by. */
export interface Days {
  /** Days on which the series alarmed, as UTC day numbers: they are left out. */
  readonly loud: ReadonlySet<number>
  /** Declared days of their own kind. */
  readonly holidays: ReadonlySet<number>
}

/**
 * Same time of day, ± 30 minutes, of those of the last 7 days that are of the kind of the window's day (working days for a working day);
 * of all of them where these are too few. Without those on which the series alarmed.
 *
 * @param into  overwritten when given
 * @returns null when fewer than two quiet days besides the newest hold rows
 */
export function seasonReference(strip: Strip, window: Span, { loud, holidays }: Days, into: Tally = new Float64Array(strip.width)): Tally | null {
  const kind = kindOfDay(dayOf(window.toMs - 1), holidays)
  const isQuiet = (day: number): boolean => !loud.has(day)
  const isAlike = (day: number): boolean => isQuiet(day) && kindOfDay(day, holidays) === kind
  return [isAlike, isQuiet].some(keeps => addDays(strip, window, keeps, into) >= daysMin) ? into : null
}

/** @returns how many days besides the newest hold rows */
function addDays(strip: Strip, window: Span, keeps: (day: number) => boolean, into: Tally): number {
  into.fill(0)
  let older = 0
  for (let back = 1; back <= daysBack; back++) {
    const toMs = window.toMs - back * dayMs
    if (!keeps(dayOf(toMs - 1))) continue
    const holds = addSpan(strip, { fromMs: window.fromMs - back * dayMs - marginMs, toMs: toMs + marginMs }, into)
    // The margin of a window before the first row is no day.
    if (holds && back > 1 && window.fromMs - back * dayMs >= strip.startMs) older += 1
  }
  return older
}

/** The baseline without the UTC days that a window of its own touches; the same for all windows of a day. */
export function wholeWithoutDay({ strip, baseline }: Stream, window: Span): Tally {
  const span = baseline.span ?? window
  const fromMs = Math.max(span.fromMs, dayOf(window.fromMs) * dayMs)
  const toMs = Math.min(span.toMs, (dayOf(window.toMs - 1) + 1) * dayMs)
  const days = new Float64Array(strip.width)
  addSpan(strip, { fromMs, toMs }, days)
  return subtract(baseline.tally, days)
}
