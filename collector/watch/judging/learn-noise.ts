import type { Decision } from '../../../contract/index.ts'
import { type Levels, levelsOf } from '../../../detectors/calibration/judge.ts'
import { beyondChance, inSample, type Noise } from '../../../detectors/calibration/noise.ts'
import { type Length, lengths } from '../series.ts'
import { type DayKind, kindOfSpan } from './calendar.ts'
import type { Points } from './history.ts'
import { meanOf, meanThreshold, noiseOf } from './noise-of.ts'
import { withStray } from './stray.ts'
import type { Candidate, Stream } from './stream.ts'

/** Noise at a series' alpha against either reference, and which reference is taken. */
export interface LearnedNoise {
  readonly whole: Levels | null
  readonly season: Levels | null
  readonly chosen: Candidate
}

/** What a series asks, and its baseline held against itself: whether that is a rate, and of what size. */
export interface Asking extends Pick<Stream, 'deciding'> {
  readonly base: Decision
}

/** Quiet windows of one length against either reference. */
export type Quiet = Readonly<Record<Candidate, Points | undefined>>

export interface NoiseTerms {
  readonly length: Length
  readonly alpha: number
  /** Days of history. */
  readonly days: number
  readonly holidays: ReadonlySet<number>
}

/** Noise of quiet windows of one length; null when they are too few. */
export function noiseFrom({ deciding, base }: Asking, points: Points | undefined, length: Length): Noise | null {
  const raw = noiseOf(points, length)
  if (!raw || !points) return null
  const noise = beyondChance(raw, meanOf(points.n), { nu: meanOf(points.nu), count: points.T.length })
  // A rate's history is held against the unshifted baseline: what matters is not in it, and bursts are trimmed instead.
  return base.rate ? noise : withStray(noise, points, deciding.matters(0))
}

/** Noises at the alpha of the series, and the reference with the lower mean threshold. */
export function levelled(asking: Asking, quiet: Quiet, noises: Readonly<Record<Candidate, Noise | null>>, { alpha, days }: NoiseTerms): LearnedNoise {
  const levels = (noise: Noise | null): Levels | null => noise && levelsOf(days < 2 ? inSample(noise) : noise, alpha)
  const learned = { whole: levels(noises.whole), season: levels(noises.season) }
  const threshold = (candidate: Candidate): number => thresholdOf(asking, quiet[candidate], learned[candidate])
  return { ...learned, chosen: threshold('season') < threshold('whole') ? 'season' : 'whole' }
}

const thresholdOf = ({ deciding, base }: Asking, points: Points | undefined, levels: Levels | null): number =>
  points && levels && points.T.length > 0 ? meanThreshold(points, levels, base, p0 => deciding.matters(p0)) : Number.POSITIVE_INFINITY

/**
 * Days of one kind by themselves, where their threshold is lower than that of all days together, or they stray more: a column that sits
 * elsewhere at weekends is as steady on working days as one that does not, and no steadier at weekends than it is. Windows that touch days of two
 * kinds are judged by all days.
 *
 * @param general  what all days together taught
 */
export function noiseByKind(
  asking: Asking,
  quiet: Quiet,
  general: LearnedNoise,
  of: NoiseTerms & { readonly kinds: ReadonlySet<DayKind> },
): Map<DayKind, LearnedNoise> {
  const byKind = new Map<DayKind, LearnedNoise>()
  if (of.kinds.size < 2) return byKind
  for (const kind of of.kinds) {
    const own: Quiet = { whole: ofKind(quiet.whole, kind, of), season: ofKind(quiet.season, kind, of) }
    const noises = { whole: noiseFrom(asking, own.whole, of.length), season: noiseFrom(asking, own.season, of.length) }
    const learned = levelled(asking, own, noises, of)
    const threshold = ({ chosen, ...levels }: LearnedNoise): number => thresholdOf(asking, own[chosen], levels[chosen])
    const straysMore = dispersionOf(own[learned.chosen]) > dispersionOf(quiet[learned.chosen])
    if (learned[learned.chosen] && (straysMore || threshold(learned) < threshold(general))) byKind.set(kind, learned)
  }
  return byKind
}

const dispersionOf = (points: Points | undefined): number => (points ? meanOf(points.T.map((T, index) => T / (points.nu[index] as number))) : 0)

function ofKind(points: Points | undefined, kind: DayKind, { length, holidays }: NoiseTerms): Points | undefined {
  if (!points) return undefined
  const kept = points.endMs.map(toMs => kindOfSpan({ fromMs: toMs - lengths[length].ms, toMs }, holidays) === kind)
  const of = (column: readonly number[]): number[] => column.filter((_, index) => kept[index])
  return { endMs: of(points.endMs), T: of(points.T), nu: of(points.nu), n: of(points.n), v: of(points.v), alarms: points.alarms }
}
