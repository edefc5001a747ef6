import { type CompareRequest, dayMs, Failure, hourMs, minuteMs, readTimeMs, type WindowWish } from '../../../contract/index.ts'
import { floorTo, type Span } from '../schedule.ts'
import { calendarSpan, earlierSpan } from './calendar-span.ts'

/** Windows of less are a matter of luck; longer ones than three years nobody keeps. */
const shortestMs = 5 * minuteMs
const longestMs = 3 * 366 * dayMs

const units = new Map([
  ['m', minuteMs],
  ['h', hourMs],
  ['d', dayMs],
])

/** Milliseconds of a length such as 90m, 6h or 30d. */
const lengthMs = (text: string): number => Number(text.slice(0, -1)) * (units.get(text.slice(-1)) ?? Number.NaN)

/**
 * The two windows that are meant; no reference window where the baseline is.
 *
 * @param closedMs  event time up to which rows are summarised: `last` ends there
 * @throws Failure BAD_REQUEST for a window that is empty, too short, too long, or not at whole minutes
 */
export function resolveWindows(
  { current, reference }: Pick<CompareRequest, 'current' | 'reference'>,
  closedMs: number,
): { current: Span; reference: Span | null } {
  const now = checkedSpan('current', spanOf(current, { closedMs, current: null }))
  return { current: now, reference: reference === 'baseline' ? null : checkedSpan('reference', spanOf(reference, { closedMs, current: now })) }
}

function spanOf(wish: WindowWish, known: { readonly closedMs: number; readonly current: Span | null }): Span {
  if ('from' in wish) return { fromMs: readTimeMs('from', wish.from), toMs: readTimeMs('to', wish.to) }
  if ('calendar' in wish) return calendarSpan(wish.calendar, readTimeMs('at', wish.at), wish.timeZone)
  if ('earlier' in wish) return earlierSpan(known.current ?? { fromMs: 0, toMs: 0 }, Number.parseInt(wish.earlier, 10), wish.timeZone)
  const toMs = floorTo(known.closedMs, minuteMs)
  return { fromMs: toMs - lengthMs(wish.last), toMs }
}

function checkedSpan(side: string, span: Span): Span {
  const wrong = complaintOf(span)
  if (wrong) throw new Failure('BAD_REQUEST', `${side} ${wrong}`)
  return span
}

function complaintOf({ fromMs, toMs }: Span): string | null {
  if (fromMs >= toMs) return 'ends before it begins'
  if (fromMs % minuteMs !== 0 || toMs % minuteMs !== 0) return 'does not begin and end at whole minutes, by which rows are summarised'
  if (toMs - fromMs < shortestMs) return 'is shorter than 5 minutes'
  return toMs - fromMs > longestMs ? 'is longer than 3 years' : null
}
