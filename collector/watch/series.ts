import { dayMs, hourMs, minuteMs, type Tally } from '../../contract/index.ts'

/** Slices of event time that series of whole-model columns are tallied by; all others by the hour. */
export const sliceMs = 5 * minuteMs

/** Window lengths that may be judged, shorter ones first, with their hop. A 5-minute alarm must repeat (2 of 3) before it counts. */
export const lengths = {
  '5m': { ms: sliceMs, hopMs: sliceMs },
  '1h': { ms: hourMs, hopMs: 15 * minuteMs },
  '24h': { ms: dayMs, hopMs: hourMs },
  day: { ms: dayMs, hopMs: dayMs },
  '7d': { ms: 7 * dayMs, hopMs: hourMs },
  week: { ms: 7 * dayMs, hopMs: 7 * dayMs },
  '30d': { ms: 30 * dayMs, hopMs: dayMs },
  month: { ms: 30 * dayMs, hopMs: 30 * dayMs },
} as const
export type Length = keyof typeof lengths

/** Those of a calendar: one follows another, and a day of 23 or 25 hours or a month of 28 to 31 days is as long as it is. Above are their usual lengths. */
export const calendarLengths = ['day', 'week', 'month'] as const satisfies readonly Length[]
export const isCalendar = (length: Length): boolean => calendarLengths.some(one => one === length)

/** Those that are judged where nobody asks for others. */
export const usualLengths = ['5m', '1h', '24h'] as const satisfies readonly Length[]

/** Windows of a day and longer hold every time of day: what they are held against does not move with the season. */
export const holdsDays = (length: Length): boolean => lengths[length].ms >= dayMs

/** One thing to be judged over and over: a deciding detector on one subject of one segment. */
export interface PlannedSeries {
  /** `detector|subject|segment`: also the member key of an alert. */
  readonly key: string
  readonly detector: string
  /** Column name; `*` for the whole row; for groups `column=value`. */
  readonly subject: string
  /** `column=value`, or empty for the whole model. */
  readonly segment: string
  /** Who pays for it of the false-alarm budget. */
  readonly group: 'columns' | 'segments' | 'performance'
  /** Of whole-model columns those of the settings; segments and performance 24h. */
  readonly lengths: readonly Length[]
  /** Step of its timeline: 5-minute slices for columns, hours for segments and labelled series. */
  readonly stepMs: number
}

/** The same with what its detector learned. */
export interface Series extends PlannedSeries {
  /** JSON, as the detector's `deciding.frame` returned it. */
  readonly frame: unknown
  readonly settings: unknown
}

/** Tallies of one series by slice. A slice without rows is absent and counts as an empty tally. */
export interface Timeline {
  readonly stepMs: number
  /** Slices that hold rows, by start (ms since 1970). */
  readonly slices: ReadonlyMap<number, Tally>
}
