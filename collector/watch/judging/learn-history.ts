import type { Tally } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'
import { type Length, lengths } from '../series.ts'
import { dayOf } from './calendar.ts'
import { addPoints, type History, type HistoryPoint } from './history.ts'
import { mended, quietPoint } from './point.ts'
import { seasonReference, wholeWithoutDay } from './references.ts'
import type { Stream } from './stream.ts'
import { tallyOf } from './strip.ts'

const noDays: ReadonlySet<number> = new Set()

/**
 * What the baseline itself teaches about noise: its windows that do not overlap, each against the baseline without its
 * day, and against the same time of the days before it. A baseline of one day has no other day: its windows are held
 * against all of it and mended for that.
 *
 * @param stream  its strip covers the baseline
 * @returns an empty history when the baseline has no event time
 */
export function learnHistory(stream: Stream): History {
  const history: History = new Map()
  const { span } = stream.baseline
  if (!span) return history
  for (const length of learnedLengths(stream)) {
    for (const window of windowsWithin(span, length)) {
      const tally = tallyOf(stream.strip, window)
      addPoints(history, wholePoint(stream, length, window, tally))
      addPoints(history, seasonPoint(stream, length, window, tally))
    }
  }
  return history
}

/** The lengths that are judged, and the hour, which bounds the day while days are few. */
export const learnedLengths = ({ series }: Pick<Stream, 'series'>): Length[] =>
  (Object.keys(lengths) as Length[]).filter(length => lengths[length].ms >= series.stepMs && (series.lengths.includes(length) || length === '1h'))

function* windowsWithin(span: Span, length: Length): Generator<Span> {
  const { ms } = lengths[length]
  for (let fromMs = Math.ceil(span.fromMs / ms) * ms; fromMs + ms <= span.toMs; fromMs += ms) yield { fromMs, toMs: fromMs + ms }
}

function wholePoint(stream: Stream, length: Length, window: Span, tally: Tally): HistoryPoint[] {
  const { baseline, deciding, series } = stream
  const key = { length, candidate: 'whole', endMs: window.toMs } as const
  const others = wholeWithoutDay(stream, window)
  if (hasDays(baseline.span as Span) && others.some(entry => entry > 0)) return quietPoint(key, deciding.decide(series.frame, others, tally, 1))
  const decision = deciding.decide(series.frame, baseline.tally, tally, 1)
  return mended(quietPoint(key, decision), decision.baselineN)
}

const hasDays = (span: Span): boolean => dayOf(span.fromMs) !== dayOf(span.toMs - 1)

function seasonPoint({ deciding, series, strip }: Stream, length: Length, window: Span, tally: Tally): HistoryPoint[] {
  const reference = length === '24h' ? null : seasonReference(strip, window, noDays)
  const key = { length, candidate: 'season', endMs: window.toMs } as const
  return quietPoint(key, reference && deciding.decide(series.frame, reference, tally, 1))
}
