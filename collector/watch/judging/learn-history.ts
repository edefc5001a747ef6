import { dayMs, type Tally } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'
import { holdsDays, type Length, lengths } from '../series.ts'
import { dayOf } from './calendar.ts'
import { addPoints, type History, type HistoryPoint } from './history.ts'
import { mended, quietPoint } from './point.ts'
import { seasonReference, wholeWithoutDay } from './references.ts'
import { seasonPoints } from './season-hours.ts'
import type { Stream } from './stream.ts'
import { tallyOf } from './strip.ts'

const noDays: ReadonlySet<number> = new Set()

/**
 * What the baseline itself teaches about noise: its windows that do not overlap, each against the baseline without its
 * day, and against the same time of the days before it. A baseline of one day has no other day: its windows are held
 * against all of it and mended for that. Windows of a seasonal baseline are held against the same hours of its other days.
 *
 * @param stream  its strip covers the baseline
 * @returns an empty history when the baseline has no event time
 */
export function learnHistory(stream: Stream): History {
  const history: History = new Map()
  const { span, hours } = stream.baseline
  if (!span) return history
  const room = {
    tally: new Float64Array(stream.strip.width),
    season: new Float64Array(stream.strip.width),
    others: { day: Number.NaN, tally: stream.baseline.tally },
  }
  for (const length of learnedLengths(stream)) {
    // The hour only bounds the day while days are few, as those of a season always are.
    if (length === '1h' && !stream.series.lengths.includes(length) && !hours && span.toMs - span.fromMs >= boundingMs) continue
    if (hours) addPoints(history, seasonPoints(stream, hours, length))
    else addWindows(history, stream, length, room)
  }
  return history
}

function addWindows(history: History, stream: Stream, length: Length, room: Room): void {
  room.others.day = Number.NaN
  for (const window of windowsWithin(stream.baseline.span as Span, length)) {
    tallyOf(stream.strip, window, room.tally)
    addPoints(history, wholePoint(stream, length, window, room))
    addPoints(history, seasonPoint(stream, length, window, room))
  }
}

/** Arrays that are used again for every window, and the baseline without the day that was last asked for. */
interface Room {
  readonly tally: Tally
  readonly season: Tally
  readonly others: { day: number; tally: Tally }
}

/** A baseline as long has windows of a day enough to learn from. */
const boundingMs = 10 * dayMs

/** The lengths that are judged, and those that bound longer ones while these are few: the hour, and of weeks and months the day. */
export const learnedLengths = ({ series }: Pick<Stream, 'series'>): Length[] => {
  const long = series.lengths.some(length => length !== '24h' && holdsDays(length))
  const bounding: readonly Length[] = long ? ['1h', '24h'] : ['1h']
  return (Object.keys(lengths) as Length[]).filter(
    length => lengths[length].ms >= series.stepMs && (series.lengths.includes(length) || bounding.includes(length)),
  )
}

function* windowsWithin(span: Span, length: Length): Generator<Span> {
  const { ms } = lengths[length]
  for (let fromMs = Math.ceil(span.fromMs / ms) * ms; fromMs + ms <= span.toMs; fromMs += ms) yield { fromMs, toMs: fromMs + ms }
}

function wholePoint(stream: Stream, length: Length, window: Span, room: Room): HistoryPoint[] {
  const { baseline, deciding, series } = stream
  const key = { length, candidate: 'whole', endMs: window.toMs } as const
  const others = othersAt(stream, window, room)
  if (hasDays(baseline.span as Span) && others.some(entry => entry > 0)) return quietPoint(key, deciding.decide(series.frame, others, room.tally, 1))
  const decision = deciding.decide(series.frame, baseline.tally, room.tally, 1)
  return mended(quietPoint(key, decision), decision.baselineN)
}

function othersAt(stream: Stream, window: Span, { others }: Room): Tally {
  const day = dayOf(window.toMs - 1)
  if (others.day !== day) Object.assign(others, { day, tally: wholeWithoutDay(stream, window) })
  return others.tally
}

const hasDays = (span: Span): boolean => dayOf(span.fromMs) !== dayOf(span.toMs - 1)

function seasonPoint({ deciding, series, strip }: Stream, length: Length, window: Span, { tally, season }: Room): HistoryPoint[] {
  const reference = holdsDays(length) ? null : seasonReference(strip, window, noDays, season)
  const key = { length, candidate: 'season', endMs: window.toMs } as const
  return quietPoint(key, reference && deciding.decide(series.frame, reference, tally, 1))
}
