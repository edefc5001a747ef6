import { hourMs, type Tally } from '../../contract/index.ts'
import type { Baseline } from './baseline.ts'
import { addBlamed, type Blamed, putBlamed } from './blamed.ts'
import { type Broken, unlessBroken } from './broken.ts'
import type { Fact } from './facts.ts'
import type { History } from './judging/history.ts'
import type { Learned } from './judging/learn-day.ts'
import type { SeasonHours, StreamBaseline } from './judging/stream.ts'
import type { Span } from './schedule.ts'
import type { WatchedSequence } from './sequential/sequences.ts'
import type { Length, PlannedSeries, Series } from './series.ts'
import type { AnyDeciding } from './series-plan.ts'
import type { Source } from './source.ts'
import { emptyTrack, put, type Track } from './track.ts'

/** One series, as far as its windows and signals need it. */
export interface JudgedSeries {
  readonly series: PlannedSeries
  readonly unit: string
  /** Waits for labels. */
  readonly labelled: boolean
}

/** The same with all that judging it needs. */
export interface WatchedSeries extends JudgedSeries {
  readonly series: Series
  readonly deciding: AnyDeciding
  /** Has something to say of a window without rows. */
  readonly volume: boolean
  readonly reference: Tally
  /** Of a seasonal baseline. */
  readonly hours?: SeasonHours
  readonly track: Track
  /** What tallies do not say, for those that blame values. */
  readonly blamed: Blamed
  readonly history: History
  /** What was learned at the last midnight of event time, and which day that was. */
  learned: Learned | null
  learnedDay: number
}

/** What a series is held against. */
export const baselineOf = ({ reference, hours }: Pick<WatchedSeries, 'reference' | 'hours'>, span: Span | null): StreamBaseline => ({
  tally: reference,
  span,
  ...(hours ? { hours } : {}),
})

/** Everything that is kept in memory of one model version: a cache of the store, rebuilt when a collector starts. */
export interface Watched {
  readonly model: string
  readonly version: string
  /** Schemas of the version, oldest first. */
  sources: Source[]
  baseline: Baseline | null
  /** Where the baseline's own panes are, when it came from a file. */
  baselineSource: Source | null
  series: ReadonlyMap<string, WatchedSeries>
  /** Series by what they read: kind, subject and segment of a fact. */
  index: ReadonlyMap<string, readonly WatchedSeries[]>
  readonly broken: Broken
  /** Series that the baseline could not learn, all of them broken. */
  unlearned: readonly JudgedSeries[]
  /** Detectors that need order, as the settings put them on. */
  sequences: readonly WatchedSequence[]
  /** Labelled rows and rows by the hour. */
  coverage: Track
  /** End of the last window of each length that was judged. */
  readonly judgedMs: Record<Length, number>
  /** What was made under this version or a lower one has been judged; null when nothing has, or nobody wrote it down. */
  judgedVersion: number | null
  /** Labelled windows by their end: how often they were judged, and the share of labels then. */
  readonly labelled: Map<number, LabelledWindow>
  /** Spans whose judged windows are to be judged again. */
  readonly revise: { columns: Span[]; segments: Span[]; labelled: Span[] }
  watermarkMs: number
  /** False until the first tick has taken over what the store knows. */
  loaded: boolean
}

/** Which share of labels a window was judged with, as a step of `stages`. */
export interface LabelledWindow {
  readonly stage: number
}

/** What is written down of a model version between two ticks, under its first schema. */
export interface Remembered {
  readonly judgedMs: Record<Length, number>
  readonly labelled: readonly (readonly [number, LabelledWindow])[]
  /** Panes and labelled hours of a higher version have not been judged. */
  readonly version?: number
}

export function emptyWatched(model: string, version: string): Watched {
  return {
    model,
    version,
    sources: [],
    baseline: null,
    baselineSource: null,
    series: new Map(),
    index: new Map(),
    broken: new Map(),
    unlearned: [],
    sequences: [],
    coverage: emptyTrack(hourMs, 2),
    judgedMs: { '5m': 0, '1h': 0, '24h': 0, day: 0, '7d': 0, week: 0, '30d': 0, month: 0 },
    judgedVersion: null,
    labelled: new Map(),
    revise: { columns: [], segments: [], labelled: [] },
    watermarkMs: Number.NEGATIVE_INFINITY,
    loaded: false,
  }
}

const placeOf = (kind: string, subject: string, segment: string): string => JSON.stringify([kind, subject, segment])

/** Puts what was summarised into the tracks of the series that read it. Facts of the same slice from several schemas are added up. */
export function foldFacts({ index, broken }: Pick<Watched, 'index' | 'broken'>, facts: readonly Fact[]): void {
  const fresh = new Map<WatchedSeries, Fresh>()
  for (const fact of facts) {
    for (const one of index.get(placeOf(fact.summary.kind, fact.subject, fact.segment)) ?? []) {
      const into = fresh.get(one) ?? { tallies: new Map<number, Tally>(), blamed: new Map() }
      fresh.set(one, into)
      unlessBroken(broken, one.series.key, () => addFact(into, one, fact))
    }
  }
  for (const [{ series, track, blamed }, slices] of fresh) {
    for (const [atMs, tally] of slices.tallies) put(track, atMs, tally)
    putBlamed(blamed, slices.blamed, series.stepMs)
  }
}

/** What facts say of one series, by start of slice. */
interface Fresh {
  readonly tallies: Map<number, Tally>
  readonly blamed: Blamed
}

function addFact({ tallies, blamed }: Fresh, { series, deciding }: WatchedSeries, { startMs, summary }: Fact): void {
  const tally = deciding.tally(series.frame, summary)
  if (deciding.blamed) addBlamed(blamed, startMs, deciding.blamed(series.frame, summary))
  tallies.set(startMs, added(tallies.get(startMs), tally))
}

const added = (a: Tally | undefined, b: Tally): Tally => (a === undefined ? b : a.map((entry, index) => entry + (b[index] ?? 0)))

export function indexOf(series: Iterable<WatchedSeries>, kindsOf: (detector: string) => readonly string[]): Watched['index'] {
  const index = new Map<string, WatchedSeries[]>()
  for (const one of series) {
    for (const kind of kindsOf(one.series.detector)) {
      const place = placeOf(kind, one.series.subject, one.series.segment)
      index.set(place, [...(index.get(place) ?? []), one])
    }
  }
  return index
}
