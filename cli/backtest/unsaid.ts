import { dayMs, hourMs, minuteMs, type Reading } from '../../contract/index.ts'
import type { Replay } from './replay.ts'

/** What nobody could tell, and why. */
export interface Unsaid {
  /** Readings of all windows together, and those that say nothing. */
  readonly readings: number
  readonly unsure: number
  /** Reasons, the commonest first. */
  readonly reasons: readonly { readonly reason: string; readonly readings: number }[]
  /** Rows of a window: the median. */
  readonly rows: number
  /** Rows with which most of what was unsure for want of rows could be told; null where rows are not what is wanting. */
  readonly rowsWanted: number | null
}

/** Rows that are wanted at least, whatever is judged or learned of quiet windows. */
const rowsMin = 30

/** Nothing is ever learned where windows are too small to be judged. */
const tooSmall = ({ reason, n }: Reading): boolean => reason === 'few rows' || (reason === 'learning' && n < rowsMin)

export function unsaidOf({ windows, known }: Replay): Unsaid {
  const readings = windows.flatMap(window => window.readings)
  const unsure = readings.filter(({ verdict }) => verdict === 'unsure')
  const reasons = Array.from(
    Map.groupBy(unsure, reading => (tooSmall(reading) ? 'few rows' : reading.reason)),
    ([reason, list]) => ({ reason, readings: list.length }),
  )
  const wanted = unsure.flatMap(reading => rowsFor(reading, known) ?? [])
  return {
    readings: readings.length,
    unsure: unsure.length,
    reasons: reasons.sort((a, b) => b.readings - a.readings),
    rows: median(windows.map(({ rows }) => rows)),
    rowsWanted: wanted.length * 2 > unsure.length ? Math.ceil(quantile(wanted, 0.75)) : null,
  }
}

/**
 * Rows with which a reading would have seen its limit, if what quiet data strays shrinks with them: what matters stays, the rest of the smallest
 * effect goes with one over the root. Null where the unit of the effect is not that of the limit, or rows are not what is wanting.
 */
function rowsFor(reading: Reading, known: Replay['known']): number | null {
  const { detector, smallest, n } = reading
  if (tooSmall(reading)) return 2 * Math.max(rowsMin, n)
  const { deciding, wording } = known.get(detector) ?? {}
  if (!deciding || smallest === null || (wording !== undefined && 'metric' in wording)) return null
  const room = deciding.limit(0) - deciding.matters(0)
  const strays = Math.abs(smallest) - deciding.matters(0)
  return strays > room && room > 0 ? n * (strays / room) ** 2 : null
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

const median = (values: readonly number[]): number => quantile(values, 0.5)

const roundWidths = [
  ['15m', 15 * minuteMs],
  ['1h', hourMs],
  ['2h', 2 * hourMs],
  ['6h', 6 * hourMs],
  ['12h', 12 * hourMs],
  ['1d', dayMs],
  ['2d', 2 * dayMs],
  ['3d', 3 * dayMs],
  ['7d', 7 * dayMs],
  ['14d', 14 * dayMs],
  ['30d', 30 * dayMs],
] as const

/** The option that makes windows large enough; null where nothing that is allowed would, or nothing is wanting. */
export function largerWindow({ rows, rowsWanted }: Unsaid, { timeline }: Pick<Replay, 'timeline'>): string | null {
  if (rowsWanted === null || rowsWanted <= rows) return null
  if (timeline.rowsCount) return `--window-rows ${Number(rowsWanted.toPrecision(2))}`
  const width = timeline.width * (rowsWanted / Math.max(1, rows))
  const option = roundWidths.find(([, ms]) => ms >= width && ms > timeline.width)
  return option ? `--window ${option[0]}` : null
}
