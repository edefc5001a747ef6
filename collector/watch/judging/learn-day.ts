import { alphaOf, type GroupSizes } from '../../../detectors/calibration/budget.ts'
import { type Levels, levelsOf } from '../../../detectors/calibration/judge.ts'
import { boundNoise, inSample, type Noise } from '../../../detectors/calibration/noise.ts'
import { type Length, lengths } from '../series.ts'
import { type DayKind, kindOfDay } from './calendar.ts'
import { type History, type Points, pointsOf } from './history.ts'
import { daysOf, knownHistory, loudDaysOf } from './known.ts'
import { learnedLengths } from './learn-history.ts'
import { meanOf, meanThreshold, noiseOf } from './noise-of.ts'
import { withStray } from './stray.ts'
import type { Candidate, Stream } from './stream.ts'

/** What is known of one length: noise at this series' alpha against either reference, and which reference is taken. */
export interface LearnedLength {
  readonly whole: Levels | null
  readonly season: Levels | null
  readonly chosen: Candidate
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

/** The seasonal reference must be better by as much. */
const seasonGain = 0.9
const firstDayGuess: Noise = { a: 2, b: 0, windows: 12, share: 1 }

type Judging = Pick<Stream, 'series' | 'baseline' | 'deciding'>

/**
 * Learns the noise of one series from its quiet history, once a day. Live windows of the newest 24 hours, and of later
 * than 28 days after the baseline, are left out. A length with fewer than 8 windows is bounded by the next shorter.
 */
export function learnDay(stream: Judging, history: History, terms: DayTerms): Learned {
  const known = knownHistory(history, stream.baseline, terms.nowMs)
  const days = daysOf(known)
  const learned = new Map<Length, LearnedLength>()
  const base = stream.deciding.decide(stream.series.frame, stream.baseline.tally, stream.baseline.tally, 1)
  // A rate's history is held against the unshifted baseline: what matters is not in it, and bursts are trimmed instead.
  const noise = (length: Length, candidate: Candidate): Noise | null => {
    const points = pointsOf(known, length, candidate)
    const plain = noiseOf(points, length)
    return plain && points && !base.rate ? withStray(plain, points, stream.deciding.matters(0)) : plain
  }
  let bound: Noise | null = null
  for (const length of learnedLengths(stream)) {
    const points = pointsOf(known, length, 'whole')
    const own = noise(length, 'whole')
    const season = noise(length, 'season')
    learned.set(length, learnLength(stream, terms, { length, known, whole: own ?? bound, season, bounded: !own, days: days.size }))
    if (own && points) bound = boundNoise(own, meanOf(points.n), meanOf(points.nu))
  }
  const kinds = new Set([...days].map(day => kindOfDay(day, terms.holidays)))
  return { lengths: learned, days: days.size, kinds, loudDays: loudDaysOf(history), holidays: terms.holidays }
}

interface Found {
  readonly length: Length
  readonly known: History
  readonly whole: Noise | null
  readonly season: Noise | null
  readonly bounded: boolean
  readonly days: number
}

function learnLength(stream: Judging, terms: DayTerms, found: Found): LearnedLength {
  const { series } = stream
  const { length, known } = found
  const alpha = alphaOf(terms.budget, terms.sizes, { group: series.group, lengths: series.lengths.length, hopMs: lengths[length].hopMs })
  const levels = (noise: Noise | null): Levels | null => noise && levelsOf(found.days < 2 ? inSample(noise) : noise, alpha)
  const whole = levels(found.whole)
  const season = levels(found.season)
  const chosen = choose(stream, [whole, pointsOf(known, length, 'whole')], [season, pointsOf(known, length, 'season')])
  return { whole, season, chosen, bounded: found.bounded, guess: levelsOf(firstDayGuess, alpha) }
}

type Contender = readonly [Levels | null, Points | undefined]

/** The seasonal reference is taken only where it sees clearly more. */
function choose({ deciding, series, baseline }: Judging, [whole, wholePoints]: Contender, [season, seasonPoints]: Contender): Candidate {
  if (!whole || !wholePoints || !season || !seasonPoints) return 'whole'
  const base = deciding.decide(series.frame, baseline.tally, baseline.tally, 1)
  const threshold = (levels: Levels, points: Points): number => meanThreshold(points, levels, base, p0 => deciding.matters(p0))
  return threshold(season, seasonPoints) < seasonGain * threshold(whole, wholePoints) ? 'season' : 'whole'
}
