import { dayMs } from '../../contract/index.ts'
import type { WatchSettings } from './settings.ts'

/** What tallies are read from, and when windows of them are due. */
export type Kind = 'columns' | 'segments' | 'labelled'

export type Keeping = Pick<WatchSettings, 'labelWaitMs' | 'windows'>

/**
 * Event time that the tracks keep: the seasonal reference reaches back 7 days and half an hour from the start of a window; a window of 7 days that a
 * row of 7 days ago makes new again begins 14 days ago.
 */
export const keptMs = ({ labelWaitMs, windows }: Keeping): Readonly<Record<Kind, number>> => ({
  columns: (windows.includes('7d') ? 16 : 9) * dayMs,
  segments: 4 * dayMs,
  labelled: labelWaitMs + 4 * dayMs,
})
