import { type Judgement, judgeWindow } from '../../collector/watch/judging/judge-window.ts'
import { type Length, lengths, usualLengths } from '../../collector/watch/series.ts'
import { emptyTrack, put, stripOfTrack } from '../../collector/watch/track.ts'
import { dayMs, type Verdict } from '../../contract/index.ts'
import { january, type Slice, sliceMs } from './flights.ts'
import type { Replayed } from './model.ts'
import { summarise } from './summaries.ts'

/** A judged window, as much of it as is counted. */
export interface Judged {
  readonly key: string
  readonly column: string
  readonly length: Length
  readonly endMs: number
  readonly verdict: Verdict
  readonly reason: string
  readonly judgement: Judgement
}

/** Judges every window that ends within a day and does not begin before the data, for all series of a model. */
export function judgeDay(model: readonly Replayed[], dayStart: number): Judged[] {
  return model.flatMap(({ stream, learned, watched }) =>
    usualLengths.flatMap(length => {
      const { ms, hopMs } = lengths[length]
      const judged: Judged[] = []
      for (let toMs = Math.max(dayStart + hopMs, january.fromMs + ms); toMs <= dayStart + dayMs; toMs += hopMs) {
        const judgement = judgeWindow(stream, learned, { length, fromMs: toMs - ms, toMs })
        judged.push({ key: stream.series.key, column: watched.column, length, endMs: toMs, verdict: judgement.verdict, reason: judgement.reason, judgement })
      }
      return judged
    }),
  )
}

/** How far a window of a day looks back. */
const seenMs = 9 * dayMs

/** The same model with some slices of a day's traffic changed; it knows what a window of that day looks back on. */
export function withSlices(model: readonly Replayed[], changed: ReadonlyMap<number, Slice>, dayStart: number): Replayed[] {
  const summaries = new Map(Array.from(changed, ([atMs, slice]) => [atMs, summarise(slice)] as const))
  return model.map(one => {
    const { deciding, column } = one.watched
    const track = emptyTrack(sliceMs, one.track.width)
    for (let atMs = Math.max(one.track.startMs, dayStart - seenMs); atMs < dayStart + dayMs; atMs += sliceMs) {
      const from = ((atMs - one.track.startMs) / sliceMs) * track.width
      const summary = summaries.get(atMs)?.get(column)
      put(track, atMs, summary ? deciding.tally(one.stream.series.frame, summary) : one.track.tallies.subarray(from, from + track.width))
    }
    return { ...one, stream: { ...one.stream, strip: stripOfTrack(track) } }
  })
}
