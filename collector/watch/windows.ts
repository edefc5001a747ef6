import { type CalendarUnit, calendarSpan } from './compare/calendar-span.ts'
import { dueWindows, type Span, touchedWindows, type Window } from './schedule.ts'
import { calendarLengths, type Length } from './series.ts'

interface Bounds {
  readonly startMs: number
  readonly timeZone: string
}

const unitOf = (length: Length): CalendarUnit | undefined => calendarLengths.find(one => one === length)

/** `dueWindows`, and days, weeks and months of a calendar too: each ends when it is over in the time zone. */
export function closedWindows(length: Length, judgedMs: number, watermarkMs: number, bounds: Bounds & { readonly max: number }): Window[] {
  const { startMs, max, timeZone } = bounds
  const unit = unitOf(length)
  if (!unit) return dueWindows(length, judgedMs, watermarkMs, bounds)
  const windows: Window[] = []
  for (const span of spansFrom(unit, Math.max(startMs, judgedMs), timeZone)) {
    if (span.toMs > watermarkMs || windows.length >= max) break
    if (span.fromMs >= startMs) windows.push({ length, ...span })
  }
  return windows
}

/** `touchedWindows` of either kind. */
export function changedWindows(length: Length, span: Span, judgedMs: number, { startMs, timeZone }: Bounds): Window[] {
  const unit = unitOf(length)
  if (!unit) return touchedWindows(length, span, judgedMs, startMs)
  const windows: Window[] = []
  for (const window of spansFrom(unit, span.fromMs, timeZone)) {
    if (window.fromMs >= span.toMs || window.toMs > judgedMs) break
    if (window.fromMs >= startMs) windows.push({ length, ...window })
  }
  return windows
}

/** From the one that holds a moment on. */
function* spansFrom(unit: CalendarUnit, atMs: number, timeZone: string): Generator<Span> {
  for (let span = calendarSpan(unit, atMs, timeZone); ; span = calendarSpan(unit, span.toMs, timeZone)) yield span
}
