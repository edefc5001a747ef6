import { type Learned, learnDay } from '../../collector/watch/judging/learn-day.ts'
import { learnHistory } from '../../collector/watch/judging/learn-history.ts'
import type { Stream } from '../../collector/watch/judging/stream.ts'
import { tallyOf } from '../../collector/watch/judging/strip.ts'
import type { Series } from '../../collector/watch/series.ts'
import { emptyTrack, put, stripOfTrack, type Track } from '../../collector/watch/track.ts'
import { dayMs, type Summary } from '../../contract/index.ts'
import { type Slice, sliceMs, january as span } from './flights.ts'
import { columnOver, type January } from './january.ts'
import { columns } from './summaries.ts'
import type { Watched } from './watched.ts'

/** One series of a replayed model: learned without the left-out days, with the tallies of all days. */
export interface Replayed {
  readonly watched: Watched
  readonly stream: Stream
  readonly track: Track
  readonly learned: Learned
}

/** A model whose baseline is January without some whole days (their starts), and what each of its series learned from it. */
export function replayedModel(january: January, watched: readonly Watched[], leftOut: readonly number[], budget: number): Replayed[] {
  const kept = [...january.days].filter(([dayStart]) => !leftOut.includes(dayStart)).map(([, day]) => day)
  const baselines = new Map([...columns.keys()].map(column => [column, columnOver(kept, column)] as const))
  const sizes = { columns: watched.length, segments: 0, performance: 0 }
  return watched.map(one => {
    const { stream, quiet, track } = streamsOf(january, one, baselines.get(one.column) as Summary, leftOut)
    const learned = learnDay(quiet, learnHistory(quiet), { nowMs: span.toMs, budget, sizes, holidays: new Set() })
    return { watched: one, stream, track, learned }
  })
}

/** `quiet` is the baseline alone, `stream` has the left-out days as well. */
function streamsOf(january: January, { detector, column, deciding }: Watched, baseline: Summary, leftOut: readonly number[]) {
  const frame = deciding.frame(baseline)
  const width = deciding.tally(frame, baseline).length
  const track = emptyTrack(sliceMs, width)
  const kept = emptyTrack(sliceMs, width)
  // The last slice comes first, so that the tracks have their room at once.
  for (const one of [track, kept]) for (const atMs of [span.fromMs, span.toMs - sliceMs]) put(one, atMs, new Float64Array(width))
  for (const [atMs, slice] of january.summaries) {
    const tally = deciding.tally(frame, slice.get(column) as Summary)
    put(track, atMs, tally)
    if (!leftOut.includes(Math.floor(atMs / dayMs) * dayMs)) put(kept, atMs, tally)
  }
  const strip = stripOfTrack(kept)
  const quiet: Stream = { series: seriesOf(detector, column, frame), deciding, strip, baseline: { tally: tallyOf(strip, span), span } }
  return { quiet, stream: { ...quiet, strip: stripOfTrack(track) }, track }
}

const seriesOf = (detector: string, column: keyof Slice, frame: unknown): Series => ({
  key: `${detector}|${column}|`,
  detector,
  subject: column,
  segment: '',
  frame,
  settings: {},
  group: 'columns',
  lengths: ['5m', '1h', '24h'],
  stepMs: sliceMs,
})
