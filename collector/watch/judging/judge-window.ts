import { type Decision, readingNotes, type Tally } from '../../../contract/index.ts'
import { type Bounds, isBelow, type Judged, judge, type Levels } from '../../../detectors/calibration/judge.ts'
import { dispersionAt, type Noise } from '../../../detectors/calibration/noise.ts'
import type { Window } from '../schedule.ts'
import { covers } from '../season.ts'
import { holdsDays } from '../series.ts'
import { kindOfSpan } from './calendar.ts'
import { floorFactorAt } from './floor.ts'
import { type HistoryPoint, remembered } from './history.ts'
import type { Learned, LearnedLength } from './learn-day.ts'
import { quietPoint } from './point.ts'
import { seasonReference } from './references.ts'
import { sameHours } from './season-hours.ts'
import type { Candidate, Stream } from './stream.ts'
import { tallyOf } from './strip.ts'
import { withoutWorst } from './trim.ts'

/** A judged window: the statistical part of a Reading, and what history is to remember of it. */
export interface Judgement extends Judged {
  readonly n: number
  readonly nEff: number
  readonly baselineN: number
  readonly notes: readonly string[]
  readonly decision: Decision
  readonly noise: Noise | null
  /** Level of this test; null while nothing has been learned. */
  readonly alpha: number | null
  readonly candidate: Candidate
  /** For `addPoints` and the table of history; empty for windows that overlap remembered ones. */
  readonly points: readonly HistoryPoint[]
}

/** Judges one window of one series with what was learned at midnight. Costs microseconds. */
export function judgeWindow(stream: Stream, learned: Learned, window: Window): Judgement {
  const known = knownAt(learned, window)
  const floorFactor = floorFactorAt(learned, window)
  const tally = tallyOf(stream.strip, window)
  const references = referencesAt(stream, window, { chosen: known?.chosen ?? 'whole', loud: learned.loudDays })
  const decision = decideWindow(stream, window, { reference: references.chosen, tally, floorFactor })
  const levels = references.untold ? null : levelsFor(known, references.candidate, decision)
  const judged = judge(decision, levels, boundsOf(stream, decision, floorFactor))
  const points = references.untold ? [] : pointsAt(stream, window, references, tally)
  return {
    ...judged,
    n: decision.n,
    nEff: decision.n,
    baselineN: decision.baselineN,
    notes: notesOf({ references, floorFactor, decision, bounded: isBounded(known, levels) }),
    decision,
    noise: levels?.alarm.noise ?? null,
    alpha: levels?.alarm.alpha ?? null,
    candidate: references.candidate,
    points: judged.verdict === 'alarm' ? points.map(point => expected(point, known)) : points,
  }
}

/** What is known of the length of a window, by the days of its kind where those say more. */
function knownAt({ lengths, holidays }: Learned, window: Window): LearnedLength | undefined {
  const known = lengths.get(window.length)
  if (!known || known.byKind.size === 0) return known
  const kind = kindOfSpan(window, holidays)
  const own = kind && known.byKind.get(kind)
  return own ? { ...known, ...own, bounded: false } : known
}

interface References {
  readonly whole: Tally
  /** Looked up only where it is needed. */
  readonly season: Tally | null
  readonly candidate: Candidate
  /** That of the candidate. */
  readonly chosen: Tally
  /** Earlier days whose same hours these are; 0 where they are not. */
  readonly days: number
  /** A seasonal baseline says nothing of this window. */
  readonly untold?: boolean
}

/** What the length has learned to be held against, and the days that are no part of it. */
interface Wanted {
  readonly chosen: Candidate
  readonly loud: ReadonlySet<number>
}

function referencesAt(stream: Stream, window: Window, wanted: Wanted): References {
  const { hours, tally } = stream.baseline
  if (!hours) return competing(stream, window, wanted)
  const none = { season: null, candidate: 'whole' } as const
  if (!covers(hours.season, window)) return { ...none, whole: tally, chosen: tally, days: 0, untold: true }
  const same = sameHours(hours, window)
  return { ...none, whole: same, chosen: same, days: hours.season.shiftsMs.length }
}

/** The whole baseline, or the same time of day of the last days where that sees more. */
function competing({ strip, baseline }: Stream, window: Window, { chosen, loud }: Wanted): References {
  const needed = !holdsDays(window.length) && (chosen === 'season' || remembered(window.length, window.toMs))
  const season = needed ? seasonReference(strip, window, loud) : null
  if (chosen === 'season' && season) return { whole: baseline.tally, season, candidate: 'season', chosen: season, days: 0 }
  return { whole: baseline.tally, season, candidate: 'whole', chosen: baseline.tally, days: 0 }
}

/** Rates are judged from the first day, by a guess; all else waits until something has been learned. */
function levelsFor(known: LearnedLength | undefined, candidate: Candidate, decision: Decision): Levels | null {
  return known?.[candidate] ?? (decision.rate && known ? known.guess : null)
}

const isBounded = (known: LearnedLength | undefined, levels: Levels | null): boolean => levels !== null && known?.bounded === true && levels === known.whole

function decideWindow(stream: Stream, window: Window, of: { reference: Tally; tally: Tally; floorFactor: number }): Decision {
  const decision = stream.deciding.decide(stream.series.frame, of.reference, of.tally, of.floorFactor)
  return window.length === '1h' ? withoutWorst(stream, window, { ...of, decision }) : decision
}

function boundsOf({ deciding }: Stream, { rate }: Decision, floorFactor: number): Bounds {
  if (rate) return { matters: 0, limit: deciding.limit(rate.baselineHits / rate.baselineRows) }
  return { matters: deciding.matters(0) * floorFactor, limit: deciding.limit(0) }
}

function pointsAt({ deciding, series }: Stream, { length, toMs: endMs }: Window, { whole, season }: References, tally: Tally): HistoryPoint[] {
  if (!remembered(length, endMs)) return []
  const decide = (reference: Tally): Decision => deciding.decide(series.frame, reference, tally, 1)
  return [...quietPoint({ length, candidate: 'whole', endMs }, decide(whole)), ...quietPoint({ length, candidate: 'season', endMs }, season && decide(season))]
}

/** History never holds a window that alarmed: its expectation nu · phi stands there instead. */
function expected(point: HistoryPoint, known: LearnedLength | undefined): HistoryPoint {
  const levels: Levels | null | undefined = known?.[point.candidate] ?? known?.whole ?? known?.guess
  return { ...point, T: point.nu * (levels ? dispersionAt(levels.alarm.noise, point.n) : 1), alarm: true }
}

function notesOf(of: { references: References; floorFactor: number; decision: Decision; bounded: boolean }): string[] {
  return [
    of.references.candidate === 'season' ? 'against the same time of day of the last 7 days' : '',
    of.references.days > 0 ? `against the same hours of ${of.references.days} earlier ${of.references.days === 1 ? 'day' : 'days'}` : '',
    of.references.untold ? 'the seasonal baseline in use is of another day' : '',
    of.floorFactor === 2 ? 'fewer than 8 days known: twice as much is tolerated' : '',
    of.floorFactor === 4 ? 'a kind of day not seen before: four times as much is tolerated' : '',
    of.bounded ? 'noise taken from shorter windows' : '',
    isBelow(of.decision) ? readingNotes.below : '',
  ].filter(note => note !== '')
}
