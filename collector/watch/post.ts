import type { Engine } from '../store/store.ts'
import type { SeenHours } from './labelled-hours.ts'
import type { Maker } from './made.ts'
import type { Retained } from './retain.ts'
import type { Detectors } from './series-plan.ts'
import type { WatchSettings } from './settings.ts'
import { emptyShown, type Shown } from './shown.ts'
import { emptyWatched, type Watched } from './watched.ts'

/** What all ticks share. */
export interface TickParts {
  readonly engine: Engine
  readonly detectors: Detectors
  readonly settings: WatchSettings
  readonly clock: () => number
  readonly maker: Maker
  /** Rises with every call, over restarts too. */
  readonly nextVersion: () => number
  /** First of `count` numbers for signals. */
  readonly nextSignals: (count: number) => bigint
}

/** One model version between ticks. */
export interface Post {
  readonly watched: Watched
  readonly shown: Shown
  readonly seen: SeenHours
  /** Receipt of labels up to here was looked at. */
  labelsMs: number
  readonly retained: Retained
  /** When all panes were last held against their rows. */
  checkedMs: number
  /** Day of event time for which a baseline by a rule was last asked for. */
  ruledMs: number
}

export const emptyPost = (model: string, version: string): Post => ({
  watched: emptyWatched(model, version),
  shown: emptyShown(),
  seen: { labels: new Map(), panes: new Map() },
  retained: { retainedMs: Number.NEGATIVE_INFINITY },
  labelsMs: 0,
  checkedMs: 0,
  ruledMs: Number.NaN,
})
