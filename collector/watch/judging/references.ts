import { dayMs, type Tally } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'
import { dayOf } from './calendar.ts'
import type { Stream } from './stream.ts'
import { addSpan, type Strip, subtract } from './strip.ts'

const marginMs = 1_800_000
const daysBack = 7
/** Quiet days that must be there, the newest not counted. */
const daysMin = 2

/**
 * Same time of day, ± 30 minutes, of the last 7 days, without those on which the series alarmed.
 *
 * @param loud  days (UTC day numbers) that are left out
 * @param into  overwritten when given
 * @returns null when fewer than two quiet days besides the newest hold rows
 */
export function seasonReference(strip: Strip, window: Span, loud: ReadonlySet<number>, into: Tally = new Float64Array(strip.width)): Tally | null {
  into.fill(0)
  let older = 0
  for (let back = 1; back <= daysBack; back++) {
    const toMs = window.toMs - back * dayMs
    if (loud.has(dayOf(toMs - 1))) continue
    const holds = addSpan(strip, { fromMs: window.fromMs - back * dayMs - marginMs, toMs: toMs + marginMs }, into)
    // The margin of a window before the first row is no day.
    if (holds && back > 1 && window.fromMs - back * dayMs >= strip.startMs) older += 1
  }
  return older >= daysMin ? into : null
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
