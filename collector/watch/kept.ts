import { dayMs } from '../../contract/index.ts'
import type { Length } from './series.ts'
import type { WatchSettings } from './settings.ts'

/** What tallies are read from, and when windows of them are due. */
export type Kind = 'columns' | 'segments' | 'labelled'

export type Keeping = Pick<WatchSettings, 'labelWaitMs' | 'windows'>

/** Where more than 9 days: a month of 31 days that a row of 7 days ago makes new again began 38 days ago. */
const columnDays: Partial<Record<Length, number>> = { '7d': 16, week: 16, '30d': 41, month: 41 }

/**
 * Event time that the tracks keep: the seasonal reference reaches back 7 days and half an hour from the start of a window; a window of 7 days that a
 * row of 7 days ago makes new again begins 14 days ago.
 */
export const keptMs = ({ labelWaitMs, windows }: Keeping): Readonly<Record<Kind, number>> => ({
  columns: Math.max(...windows.map(length => columnDays[length] ?? 9)) * dayMs,
  segments: 4 * dayMs,
  labelled: labelWaitMs + 4 * dayMs,
})
