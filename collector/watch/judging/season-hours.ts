import { dayMs, hourMs, type Tally } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'
import { type Season, seasonSpan, widened } from '../season.ts'
import { type Length, lengths } from '../series.ts'
import type { HistoryPoint } from './history.ts'
import { mended, quietPoint } from './point.ts'
import type { SeasonHours, Stream } from './stream.ts'
import { addSpan, type Strip, subtract, tallyOf } from './strip.ts'

/** The same hours of the earlier days, and those around them. */
export const sameHours = ({ season, strip }: SeasonHours, window: Span): Tally => tallyOf(strip, widened(window, season))

/**
 * Sums earlier days by the hour.
 *
 * @param strip  of the baseline itself
 * @returns `width` numbers an hour, from the first hour that the season speaks of
 */
export function sumHours(strip: Strip, season: Season): Tally {
  const { fromMs, toMs } = seasonSpan(season)
  const hours = (toMs - fromMs) / hourMs
  const sums = new Float64Array(hours * strip.width)
  for (let hour = 0; hour < hours; hour++) {
    const into = sums.subarray(hour * strip.width, (hour + 1) * strip.width)
    const atMs = fromMs + hour * hourMs
    for (const shiftMs of season.shiftsMs) addSpan(strip, { fromMs: atMs - shiftMs, toMs: atMs - shiftMs + hourMs }, into)
  }
  return sums
}

/** Those sums as a strip. */
export function seasonHours(hours: ArrayLike<number>, width: number, season: Season): SeasonHours {
  const sums = new Float64Array(hours.length + width)
  for (let at = 0; at < hours.length; at++) sums[at + width] = (sums[at] as number) + (hours[at] as number)
  return { season, strip: { stepMs: hourMs, startMs: seasonSpan(season).fromMs, width, steps: hours.length / width, sums } }
}

/**
 * What a seasonal baseline teaches about noise: every window of its earlier days against the same hours of the others. One earlier day has no other: its
 * windows are held against their own hours and mended for that.
 */
export function* seasonPoints(stream: Stream, hours: SeasonHours, length: Length): Generator<HistoryPoint> {
  const { season } = hours
  const { ms } = lengths[length]
  for (const shiftMs of season.shiftsMs) {
    // The day before is itself one of the days, where every day is.
    const firstMs = season.dayMs - (season.shiftsMs.includes(shiftMs + dayMs) ? 0 : dayMs)
    for (let fromMs = firstMs; fromMs + ms <= season.dayMs + dayMs; fromMs += ms)
      yield* pointAt(stream, hours, { length, shiftMs, window: { fromMs, toMs: fromMs + ms } })
  }
}

interface Earlier {
  readonly length: Length
  readonly shiftMs: number
  /** At the time of the day that is judged. */
  readonly window: Span
}

function pointAt({ deciding, series, strip }: Stream, hours: SeasonHours, { length, shiftMs, window }: Earlier): HistoryPoint[] {
  const back = ({ fromMs, toMs }: Span): Span => ({ fromMs: fromMs - shiftMs, toMs: toMs - shiftMs })
  const all = sameHours(hours, window)
  const others = subtract(all, tallyOf(strip, back(widened(window, hours.season))))
  const tally = tallyOf(strip, back(window))
  const key = { length, candidate: 'whole', endMs: window.toMs - shiftMs } as const
  if (others.some(entry => entry > 0)) return quietPoint(key, deciding.decide(series.frame, others, tally, 1))
  const decision = deciding.decide(series.frame, all, tally, 1)
  return mended(quietPoint(key, decision), decision.baselineN)
}
