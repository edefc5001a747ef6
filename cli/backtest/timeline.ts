import { type Length, lengths, sliceMs, usualLengths } from '../../collector/watch/series.ts'
import { dayMs, Failure, hourMs, minuteMs } from '../../contract/index.ts'
import type { Rows } from './rows.ts'

/** How wide a window is, in rows or in milliseconds. */
export interface WindowWish {
  readonly width: number
  readonly rowsCount: boolean
}

/**
 * Where the windows lie. Windows of 5 minutes, an hour or a day are judged as production judges them. Of any other width, and of rows, a window
 * is taken for a day of 24 hours, whatever it is: `msOf` says at which moment of that clock a position lies.
 */
export interface Timeline extends WindowWish {
  readonly length: Length
  readonly stepMs: number
  /** Position at which the clock begins; 0 where it is the event time itself. */
  readonly origin: number
  readonly told: boolean
  /** End of the baseline, a position at which a window begins. */
  readonly baselineEnd: number
  readonly from: readonly number[]
  /** Positions of the first and of the last row. */
  readonly first: number
  readonly last: number
}

const units = { m: minuteMs, h: hourMs, d: dayMs } as const
const widthMinMs = sliceMs
const widthMaxMs = 30 * dayMs
const windowsMax = 20_000

/** `90m`, `6h` or `7d`, milliseconds; NaN for what is none of these. */
export function readSpan(text: string): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  return Number(count) * units[unit as keyof typeof units]
}

/** @throws Failure CONFIG for a window that is none */
export function readWidth(window: string | undefined, rows: string | undefined): WindowWish {
  if (rows !== undefined) {
    if (!/^[1-9]\d{1,9}$/.test(rows)) throw new Failure('CONFIG', `--window-rows ${rows}: say how many rows a window has, 10 or more`)
    return { width: Number(rows), rowsCount: true }
  }
  const width = readSpan(window ?? '1d')
  if (!(width >= widthMinMs && width <= widthMaxMs)) throw new Failure('CONFIG', `--window ${window}: say 5m to 30d, as 1h`)
  return { width, rowsCount: false }
}

/**
 * Cuts what follows the baseline into windows.
 *
 * @param until  position at which the baseline should end
 * @throws Failure BAD_REQUEST when the baseline or what follows it has no window
 */
export function timelineOf({ first, last }: Rows, { width, rowsCount }: WindowWish, until: number): Timeline {
  const length = rowsCount ? undefined : usualLengths.find(one => lengths[one].ms === width)
  const told = length !== undefined
  const baselineEnd = told ? Math.floor(until / width) * width : until
  const origin = told ? 0 : until - Math.ceil(Math.max(0, until - first) / width) * width
  // A window of rows is judged once it is full; a window of time also closes when no more rows come.
  const count = Math.max(0, rowsCount ? Math.floor((last + 1 - baselineEnd) / width) : Math.ceil((last + 1 - baselineEnd) / width))
  if (baselineEnd <= first) throw new Failure('BAD_REQUEST', 'the baseline would have no row before its first whole window ends; give it more')
  if (count === 0) throw new Failure('BAD_REQUEST', 'nothing is left to judge after the baseline; give it less, or make windows smaller')
  if (count > windowsMax) throw new Failure('BAD_REQUEST', `that makes ${count} windows, more than ${windowsMax}; make them larger`)
  const from = Array.from({ length: count }, (_, index) => baselineEnd + index * width)
  const stepMs = told ? stepOf(length) : stepOfDays((baselineEnd - origin) / width)
  return { width, rowsCount, length: length ?? '24h', stepMs, origin, told, baselineEnd, from, first, last }
}

/** A day is learned from its hours; shorter windows also from margins of half an hour. */
const stepOf = (length: Length): number => (length === '5m' || length === '1h' ? sliceMs : hourMs)

/** Whole days without the first, which may be a part of one, from which hours are asked for no more. */
const daysWhole = 10 + 1
const stepOfDays = (baselineWindows: number): number => (baselineWindows >= daysWhole ? dayMs : hourMs)

/** Moment of a position. */
export const msOf = ({ told, origin, width }: Timeline, position: number): number => (told ? position : ((position - origin) / width) * dayMs)

/** Number of the step that holds a position, as an expression. */
export const stepSql = ({ told, origin, width, stepMs }: Timeline): string =>
  told ? `toInt64(floor(pos / ${stepMs}))` : `toInt64(floor((pos - (${origin})) * ${dayMs / stepMs} / ${width}))`

/** Number of the window after the baseline that holds a position, as an expression. */
export const windowSql = ({ baselineEnd, width }: Timeline): string => `toInt64(floor((pos - (${baselineEnd})) / ${width}))`
