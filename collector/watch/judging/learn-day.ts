import { alphaOf, type GroupSizes } from '../../../detectors/calibration/budget.ts'
import { type Levels, levelsOf } from '../../../detectors/calibration/judge.ts'
import { boundNoise, type Noise } from '../../../detectors/calibration/noise.ts'
import { type Length, lengths } from '../series.ts'
import { type DayKind, kindOfDay } from './calendar.ts'
import { type History, pointsOf } from './history.ts'
import { daysOf, knownHistory, loudDaysOf } from './known.ts'
import { learnedLengths } from './learn-history.ts'
import { type Asking, type LearnedNoise, levelled, noiseByKind, noiseFrom, type Quiet } from './learn-noise.ts'
import { meanOf } from './noise-of.ts'
import type { Stream } from './stream.ts'

/** What is known of one length. */
export interface LearnedLength extends LearnedNoise {
  /** Of days of one kind, where those say more than all days together. */
  readonly byKind: ReadonlyMap<DayKind, LearnedNoise>
  /** The noise is that of a shorter length, all of it taken as lasting. */
  readonly bounded: boolean
  /** For a rate of which nothing is known yet. */
  readonly guess: Levels
}

/** What judging one series for one day needs. Rebuilt from history; holds no clock. */
export interface Learned {
  readonly lengths: ReadonlyMap<Length, LearnedLength>
  /** Days of history. */
  readonly days: number
  readonly kinds: ReadonlySet<DayKind>
  /** Days on which the series alarmed: no part of the seasonal reference. */
  readonly loudDays: ReadonlySet<number>
  readonly holidays: ReadonlySet<number>
}

/** What `learnDay` is told beside the history. */
export interface DayTerms {
  /** Event time, usually midnight UTC. */
  readonly nowMs: number
  /** False alerts per model in 30 days that are accepted. */
  readonly budget: number
  readonly sizes: GroupSizes
  /** Declared days of their own kind, as UTC day numbers. */
  readonly holidays: ReadonlySet<number>
}

type Judging = Pick<Stream, 'series' | 'baseline' | 'deciding'>

const firstDayGuess: Noise = { a: 2, b: 0, windows: 12, share: 1 }

/**
 * Learns the noise of one series from its quiet history, once a day. Live windows of the newest 24 hours, and of later
 * than 28 days after the baseline, are left out. A length with fewer than 8 windows is bounded by the next shorter.
 */
export function learnDay(stream: Judging, history: History, terms: DayTerms): Learned {
  const known = knownHistory(history, stream.baseline, terms.nowMs)
  const days = daysOf(known)
  const kinds = new Set([...days].map(day => kindOfDay(day, terms.holidays)))
  const asking: Asking = { deciding: stream.deciding, base: stream.deciding.decide(stream.series.frame, stream.baseline.tally, stream.baseline.tally, 1) }
  const learned = new Map<Length, LearnedLength>()
  let bound: Noise | null = null
  for (const length of learnedLengths(stream)) {
    const quiet: Quiet = { whole: pointsOf(known, length, 'whole'), season: pointsOf(known, length, 'season') }
    const own = noiseFrom(asking, quiet.whole, length)
    const of = { length, alpha: alphaAt(stream, terms, length), days: days.size, holidays: terms.holidays }
    const general = levelled(asking, quiet, { whole: own ?? bound, season: noiseFrom(asking, quiet.season, length) }, of)
    const byKind = noiseByKind(asking, quiet, general, { ...of, kinds })
    learned.set(length, { ...general, byKind, bounded: !own, guess: levelsOf(firstDayGuess, of.alpha) })
    if (own && quiet.whole) bound = boundNoise(own, meanOf(quiet.whole.n), meanOf(quiet.whole.nu))
  }
  return { lengths: learned, days: days.size, kinds, loudDays: loudDaysOf(history), holidays: terms.holidays }
}

const alphaAt = ({ series }: Judging, { budget, sizes }: DayTerms, length: Length): number =>
  alphaOf(budget, sizes, { group: series.group, lengths: series.lengths.length, hopMs: lengths[length].hopMs })
