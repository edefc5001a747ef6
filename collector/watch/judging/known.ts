import { dayMs } from '../../../contract/index.ts'
import { dayOf } from './calendar.ts'
import type { History, Points } from './history.ts'
import type { StreamBaseline } from './stream.ts'

/** History stops growing as long after the baseline. */
const frozenAfterMs = 28 * dayMs

/** The history that may be learned from: the baseline's, and live windows older than 24 hours until 28 days after it. */
export function knownHistory(history: History, { span }: StreamBaseline, nowMs: number): History {
  const firstMs = Math.min(...[...history.values()].map(points => points.endMs[0] ?? Number.POSITIVE_INFINITY))
  const baselineEndMs = span?.toMs ?? firstMs
  const lastMs = Math.max(span ? baselineEndMs : 0, Math.min(nowMs - dayMs, baselineEndMs + frozenAfterMs))
  return new Map([...history].map(([key, points]) => [key, until(points, lastMs)] as const))
}

/** From then on nothing is added to what may be learned from. */
export const knownForGood = ({ span }: StreamBaseline, nowMs: number): boolean => span !== null && nowMs - dayMs >= span.toMs + frozenAfterMs

function until(points: Points, lastMs: number): Points {
  const later = points.endMs.findIndex(endMs => endMs > lastMs)
  if (later < 0) return points
  const cut = (column: readonly number[]): number[] => column.slice(0, later)
  return { endMs: cut(points.endMs), T: cut(points.T), nu: cut(points.nu), n: cut(points.n), v: cut(points.v), alarms: points.alarms }
}

/** UTC days that hold a window of the history. */
export function daysOf(history: History): ReadonlySet<number> {
  const days = new Set<number>()
  for (const points of history.values()) for (const endMs of points.endMs) days.add(dayOf(endMs - 1))
  return days
}

/** Days on which a window alarmed, whatever its length. */
export function loudDaysOf(history: History): ReadonlySet<number> {
  const days = new Set<number>()
  for (const points of history.values()) for (const endMs of points.alarms) days.add(dayOf(endMs - 1))
  return days
}
