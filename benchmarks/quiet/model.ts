import { type Learned, learnDay } from '../../collector/watch/judging/learn-day.ts'
import { learnHistory } from '../../collector/watch/judging/learn-history.ts'
import type { Stream } from '../../collector/watch/judging/stream.ts'
import { stripOf, tallyOf } from '../../collector/watch/judging/strip.ts'
import type { Series } from '../../collector/watch/series.ts'
import type { Summary, Tally } from '../../contract/index.ts'
import { type Slice, sliceMs, january as span } from './flights.ts'
import { columnOver, dayMs, type January } from './january.ts'
import { columns } from './summaries.ts'
import type { Watched } from './watched.ts'

/** One series of a replayed model: learned without the left-out days, with the tallies of all days. */
export interface Replayed {
  readonly watched: Watched
  readonly stream: Stream
  readonly slices: ReadonlyMap<number, Tally>
  readonly learned: Learned
}

/** A model whose baseline is January without some whole days (their starts), and what each of its series learned from it. */
export function replayedModel(january: January, watched: readonly Watched[], leftOut: readonly number[], budget: number): Replayed[] {
  const kept = [...january.days].filter(([dayStart]) => !leftOut.includes(dayStart)).map(([, day]) => day)
  const baselines = new Map([...columns.keys()].map(column => [column, columnOver(kept, column)] as const))
  const sizes = { columns: watched.length, segments: 0, performance: 0 }
  return watched.map(one => {
    const { stream, quiet, slices } = streamsOf(january, one, baselines.get(one.column) as Summary, leftOut)
    const learned = learnDay(quiet, learnHistory(quiet), { nowMs: span.toMs, budget, sizes, holidays: new Set() })
    return { watched: one, stream, slices, learned }
  })
}

/** `quiet` is the baseline alone, `stream` has the left-out days as well. */
function streamsOf(january: January, { detector, column, deciding }: Watched, baseline: Summary, leftOut: readonly number[]) {
  const frame = deciding.frame(baseline)
  const slices = talliesOf({ deciding, column }, frame, january)
  const kept = new Map([...slices].filter(([atMs]) => !leftOut.includes(Math.floor(atMs / dayMs) * dayMs)))
  const width = deciding.tally(frame, baseline).length
  const strip = stripOf({ stepMs: sliceMs, slices: kept }, width)
  const quiet: Stream = { series: seriesOf(detector, column, frame), deciding, strip, baseline: { tally: tallyOf(strip, span), span } }
  return { quiet, stream: { ...quiet, strip: stripOf({ stepMs: sliceMs, slices }, width) }, slices }
}

function talliesOf({ deciding, column }: Pick<Watched, 'deciding' | 'column'>, frame: unknown, january: January): ReadonlyMap<number, Tally> {
  return new Map(Array.from(january.summaries, ([atMs, slice]) => [atMs, deciding.tally(frame, slice.get(column) as Summary)] as const))
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
