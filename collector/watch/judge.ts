import type { GroupSizes } from '../../detectors/calibration/budget.ts'
import { type Engine, type HistoryRow, type JudgedSignal, judgedWindows } from '../store/store.ts'
import type { Due, Kind } from './due.ts'
import { dayMs, dayOf } from './judging/calendar.ts'
import { addPoints } from './judging/history.ts'
import { judgeWindow } from './judging/judge-window.ts'
import { learnDay } from './judging/learn-day.ts'
import type { Stream } from './judging/stream.ts'
import { tallyOf } from './judging/strip.ts'
import type { WatchSettings } from './settings.ts'
import { type About, type Draft, decidedSignal } from './signal-of.ts'
import { stripOfTrack } from './track.ts'
import type { Watched, WatchedSeries } from './watched.ts'

const noHolidays: ReadonlySet<number> = new Set()
/** A labelled window may be judged so often; each time pays its part of alpha. */
const labelledRevisions = 3

export interface Judged {
  readonly drafts: readonly Draft[]
  readonly history: readonly HistoryRow[]
}

const kindOf = ({ labelled, series }: WatchedSeries): Kind => (labelled ? 'labelled' : series.stepMs === 300_000 ? 'columns' : 'segments')

/** Judges every due window for its series, in the order of time, so that what one teaches is known to the next. */
export function judgeDue(watched: Watched, due: readonly Due[], settings: Pick<WatchSettings, 'budget'>): Judged {
  const drafts: Draft[] = []
  const history: HistoryRow[] = []
  const { baseline } = watched
  if (!baseline) return { drafts, history }
  const terms = { sizes: sizesOf(watched), budget: settings.budget, span: baseline.span }
  const streams = new Map<string, Stream>()
  for (const { window, kinds, numbersOnly } of due) {
    const about: About = { watched, schema: watched.sources.at(-1)?.schema.number ?? baseline.schema, baseline: baseline.hash, window }
    for (const one of watched.series.values()) {
      if (!one.series.lengths.includes(window.length) || !kinds.includes(kindOf(one))) continue
      const stream = streams.get(one.series.key) ?? streamOf(one, terms.span)
      streams.set(one.series.key, stream)
      if (!one.volume && tallyOf(stream.strip, window).every(entry => entry === 0)) continue
      const judgement = judgeWindow(stream, learnedOn(one, stream, { ...terms, day: dayOf(window.toMs) }), window)
      addPoints(one.history, judgement.points)
      for (const { T, nu, n, v, alarm, ...key } of judgement.points) history.push({ series: one.series.key, ...key, T, nu, n, v, alarm })
      const draft = decidedSignal(about, one, judgement)
      drafts.push(numbersOnly ? numbers(draft) : draft)
    }
  }
  return { drafts, history }
}

const streamOf = ({ series, deciding, track, reference }: WatchedSeries, span: Stream['baseline']['span']): Stream => ({
  series,
  deciding,
  strip: stripOfTrack(track),
  baseline: { tally: reference, span },
})

interface Terms {
  readonly sizes: GroupSizes
  readonly budget: number
  readonly day: number
}

/** What is known at the midnight before the window ends: learned once a day of event time. */
function learnedOn(one: WatchedSeries, stream: Stream, { sizes, budget, day }: Terms) {
  if (one.learned && one.learnedDay === day) return one.learned
  one.learned = learnDay(stream, one.history, { nowMs: day * dayMs, budget: one.labelled ? budget / labelledRevisions : budget, sizes, holidays: noHolidays })
  one.learnedDay = day
  return one.learned
}

function sizesOf({ series }: Watched): GroupSizes {
  const sizes = { columns: 0, segments: 0, performance: 0 }
  for (const one of series.values()) sizes[one.series.group]++
  return sizes
}

/** A late revision that may not open an alarm. */
const numbers = (draft: Draft): Draft =>
  draft.verdict === 'alarm'
    ? { ...draft, verdict: 'unsure', reason: 'labels came after the window was judged', notes: [...draft.notes, 'beyond the threshold with all labels'] }
    : draft

/** Revisions of drafts: what is new, or was judged before with another result. The same result again is no news. */
export async function revisionsOf(engine: Engine, watched: Watched, drafts: readonly Draft[], due: readonly Due[], at: string): Promise<JudgedSignal[]> {
  const known = await knownSignals(engine, watched, due)
  return drafts.flatMap(draft => {
    const before = known.get(draft.id)
    return before?.digest === draft.digest ? [] : [{ ...draft, revision: (before?.revision ?? 0) + 1, at }]
  })
}

async function knownSignals(engine: Engine, watched: Watched, due: readonly Due[]): Promise<Map<string, { revision: number; digest: bigint }>> {
  const asked = due.filter(one => one.again || !watched.loaded)
  const known = new Map<string, { revision: number; digest: bigint }>()
  for (const [length, list] of Map.groupBy(asked, one => one.window.length)) {
    const starts = list.map(one => one.window.fromMs)
    const span = { length, fromMs: Math.min(...starts), toMs: Math.max(...starts) + 1 }
    for (const [id, entry] of await judgedWindows(engine, watched.model, watched.version, span)) known.set(id, entry)
  }
  return known
}
