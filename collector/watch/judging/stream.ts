import type { Deciding, SummaryKind, Tally } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'
import type { Season } from '../season.ts'
import type { Series } from '../series.ts'
import type { Strip } from './strip.ts'

/** Everything that judging one series needs: what is asked, its timeline, and what it is held against. Plain data but for `deciding`. */
export interface Stream {
  readonly series: Series
  readonly deciding: Deciding<SummaryKind, unknown>
  /** For `learnHistory` the whole baseline; for `judgeWindow` the window and the 8 days before it. */
  readonly strip: Strip
  readonly baseline: StreamBaseline
}

/** What a seasonal baseline holds of one series: the sum of its earlier days, by the hour, at the time of the day that is judged. */
export interface SeasonHours {
  readonly season: Season
  readonly strip: Strip
}

export interface StreamBaseline {
  readonly tally: Tally
  /** Event time that it was learned from; null for a file without one. */
  readonly span: Span | null
  /** Of a seasonal baseline: its windows are held against their own hours of it, not against all of it. */
  readonly hours?: SeasonHours
}

/** What a window is held against: the whole baseline, or the same time of day of the last 7 days. */
export type Candidate = 'whole' | 'season'
