import { isCalendar, type Length, lengths } from '../series.ts'
import type { Candidate } from './stream.ts'

/** One quiet window as history remembers it. A row of the table of the same name. */
export interface HistoryPoint {
  readonly length: Length
  readonly candidate: Candidate
  readonly endMs: number
  /** As observed; for a window that alarmed, its expectation. */
  readonly T: number
  readonly nu: number
  readonly n: number
  readonly v: number
  readonly alarm: boolean
}

/** Points of one length and candidate by columns, ascending by end: numbers stay unboxed, 40 bytes a point. */
export interface Points {
  readonly endMs: number[]
  readonly T: number[]
  readonly nu: number[]
  readonly n: number[]
  readonly v: number[]
  /** Ends of the windows that alarmed. */
  readonly alarms: Set<number>
}

/** All points of one series. Lives beside the series and is rebuilt from its rows. */
export type History = Map<`${Length}/${Candidate}`, Points>

export const pointsOf = (history: History, length: Length, candidate: Candidate): Points | undefined => history.get(`${length}/${candidate}`)

const emptyPoints = (): Points => ({ endMs: [], T: [], nu: [], n: [], v: [], alarms: new Set() })

export function historyOf(points: Iterable<HistoryPoint>): History {
  const history: History = new Map()
  addPoints(history, points)
  return history
}

/** Adds points; one with the same length, candidate and end replaces the older revision. */
export function addPoints(history: History, points: Iterable<HistoryPoint>): void {
  for (const point of points) {
    const key = `${point.length}/${point.candidate}` as const
    const into = history.get(key) ?? emptyPoints()
    history.set(key, into)
    put(into, point)
  }
}

const columns = ['endMs', 'T', 'nu', 'n', 'v'] as const

function put(into: Points, point: HistoryPoint): void {
  const index = placeOf(into.endMs, point.endMs)
  if (index === into.endMs.length) {
    for (const column of columns) into[column].push(point[column])
    if (point.alarm) into.alarms.add(point.endMs)
    return
  }
  const replaced = into.endMs[index] === point.endMs ? 1 : 0
  for (const column of columns) into[column].splice(index, replaced, point[column])
  if (point.alarm) into.alarms.add(point.endMs)
  else into.alarms.delete(point.endMs)
}

/** First index whose end is not before `endMs`; new points come last, so the search starts there. */
function placeOf(ends: readonly number[], endMs: number): number {
  let index = ends.length
  while (index > 0 && (ends[index - 1] as number) >= endMs) index--
  return index
}

/** Windows that do not overlap are remembered: those that end at multiples of their length, and those of a calendar. */
export const remembered = (length: Length, endMs: number): boolean => isCalendar(length) || endMs % lengths[length].ms === 0
