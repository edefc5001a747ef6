import { dayMs, type MadeBy, readingNotes, type Verdict } from '../../contract/index.ts'
import type { GroupSizes } from '../../detectors/calibration/budget.ts'
import { type Engine, type HistoryRow, type JudgedSignal, judgedWindows, type KnownSignal } from '../store/store.ts'
import { blamedNotes } from './blamed.ts'
import { unlessBroken } from './broken.ts'
import { type CustomMetric, learnedCount } from './custom/metric.ts'
import type { Due } from './due.ts'
import { dayOf } from './judging/calendar.ts'
import { addPoints } from './judging/history.ts'
import { judgeWindow } from './judging/judge-window.ts'
import { type DayTerms, learnDay } from './judging/learn-day.ts'
import type { Stream } from './judging/stream.ts'
import { tallyOf } from './judging/strip.ts'
import type { Kind } from './kept.ts'
import { sliceMs } from './series.ts'
import type { WatchSettings } from './settings.ts'
import { type About, type Draft, decidedSignal, failedSignal } from './signal-of.ts'
import { stripOfTrack } from './track.ts'
import { baselineOf, type JudgedSeries, type Watched, type WatchedSeries } from './watched.ts'

/** A labelled window may be judged so often; each time pays its part of alpha. */
const labelledRevisions = 3

export interface Judged {
  readonly drafts: readonly Draft[]
  readonly history: readonly HistoryRow[]
}

const kindOf = ({ labelled, series }: JudgedSeries): Kind => (labelled ? 'labelled' : series.stepMs === sliceMs ? 'columns' : 'segments')

/** Judges every due window for its series, in the order of time, so that what one teaches is known to the next. */
export function judgeDue(watched: Watched, due: readonly Due[], settings: Pick<WatchSettings, 'budget' | 'holidays' | 'metrics'>): Judged {
  const { baseline } = watched
  if (!baseline) return { drafts: [], history: [] }
  const terms = { sizes: sizesOf(watched, settings.metrics), budget: settings.budget, holidays: holidaysOf(settings) }
  const streams = new Map(Array.from(watched.series.values(), one => [one, streamOf(one, baseline.span)] as const))
  const schema = watched.sources.at(-1)?.schema.number ?? baseline.schema
  const drafts: Draft[] = []
  const history: HistoryRow[] = []
  for (const one of due) {
    const about = { watched, schema, baseline: baseline.hash, window: one.window }
    for (const [series, stream] of streams) {
      if (!isAsked(series, stream, one)) continue
      const judgement = unlessBroken(watched.broken, series.series.key, () =>
        judgeWindow(stream, learnedOn(series, stream, { ...terms, day: dayOf(one.window.toMs) }), one.window),
      )
      if (!judgement) continue
      addPoints(series.history, judgement.points)
      history.push(...judgement.points.map(point => ({ series: series.series.key, ...point })))
      const values = judgement.verdict === 'alarm' ? blamedNotes(series.blamed, one.window) : []
      drafts.push({ ...decidedSignal(about, series, { ...judgement, notes: [...judgement.notes, ...values] }), numbersOnly: one.numbersOnly ?? false })
    }
    drafts.push(...failedSignals(about, one))
  }
  return { drafts, history }
}

const isDue = (one: JudgedSeries, { window, kinds }: Due): boolean => one.series.lengths.includes(window.length) && kinds.includes(kindOf(one))

/** A window without rows says nothing, but to those who count rows. */
const isAsked = (one: WatchedSeries, { strip }: Stream, due: Due): boolean =>
  isDue(one, due) && (one.volume || tallyOf(strip, due.window).some(entry => entry !== 0))

/** Of every series that is broken, whether or not there are rows: that cannot be known of all of them. */
function* failedSignals(about: About & { readonly watched: Watched }, due: Due): Generator<Draft> {
  const { broken, series, unlearned } = about.watched
  if (broken.size === 0) return
  for (const one of [...series.values(), ...unlearned]) {
    const entry = broken.get(one.series.key)
    if (entry && isDue(one, due)) yield failedSignal(about, one, entry.error)
  }
}

const streamOf = (one: WatchedSeries, span: Stream['baseline']['span']): Stream => ({
  series: one.series,
  deciding: one.deciding,
  strip: stripOfTrack(one.track),
  baseline: baselineOf(one, span),
})

interface Terms {
  readonly sizes: GroupSizes
  readonly budget: number
  readonly holidays: ReadonlySet<number>
  readonly day: number
}

const holidaysOf = ({ holidays }: Pick<WatchSettings, 'holidays'>): ReadonlySet<number> => new Set(holidays.map(day => dayOf(Date.parse(day))))

const dayTerms = ({ labelled }: JudgedSeries, { sizes, budget, holidays, day }: Terms): DayTerms => ({
  nowMs: day * dayMs,
  budget: labelled ? budget / labelledRevisions : budget,
  sizes,
  holidays,
})

/** What a series of a model is told on a day. */
export const termsOf = (
  watched: Watched,
  series: JudgedSeries,
  { settings, day }: { readonly settings: Pick<WatchSettings, 'budget' | 'holidays' | 'metrics'>; readonly day: number },
): DayTerms => dayTerms(series, { sizes: sizesOf(watched, settings.metrics), budget: settings.budget, holidays: holidaysOf(settings), day })

/** What is known at the midnight before the window ends: learned once a day of event time. */
function learnedOn(one: WatchedSeries, stream: Stream, terms: Terms) {
  if (one.learned && one.learnedDay === terms.day) return one.learned
  one.learned = learnDay(stream, one.history, dayTerms(one, terms))
  one.learnedDay = terms.day
  return one.learned
}

/** Metrics of people whose thresholds are learned share what columns may spend. */
export function sizesOf({ series, model }: Watched, metrics: readonly CustomMetric[]): GroupSizes {
  const sizes = { columns: learnedCount(metrics, model), segments: 0, performance: 0 }
  for (const one of series.values()) sizes[one.series.group]++
  return sizes
}

/** A late revision may not open an alarm; one that is open may stay. */
function late(draft: Draft, before: Verdict | undefined): Draft {
  if (!draft.numbersOnly || draft.verdict !== 'alarm' || before === 'alarm') return draft
  return { ...draft, verdict: 'unsure', reason: 'labels came after the window was judged', notes: [...draft.notes, readingNotes.beyondLate] }
}

/** Revisions of drafts: what is new, or was judged before with another result. The same result again is no news. */
export async function revisionsOf(
  engine: Engine,
  watched: Watched,
  { drafts, due, at, made }: { readonly drafts: readonly Draft[]; readonly due: readonly Due[]; readonly at: string; readonly made: (draft: Draft) => MadeBy },
): Promise<JudgedSignal[]> {
  const known = await knownSignals(engine, watched, due)
  return drafts.flatMap(draft => {
    const before = known.get(draft.id)
    const { numbersOnly: _numbersOnly, alpha: _alpha, failed, ...signal } = late(draft, before?.verdict)
    return before?.digest === draft.digest || (failed && before) ? [] : [{ ...signal, revision: (before?.revision ?? 0) + 1, at, made: made(draft) }]
  })
}

async function knownSignals(engine: Engine, watched: Watched, due: readonly Due[]): Promise<Map<string, KnownSignal>> {
  const asked = due.filter(one => one.again || !watched.loaded)
  const known = new Map<string, KnownSignal>()
  for (const [length, list] of Map.groupBy(asked, one => one.window.length)) {
    const starts = list.map(one => one.window.fromMs)
    const span = { length, fromMs: Math.min(...starts), toMs: Math.max(...starts) + 1 }
    for (const [id, entry] of await judgedWindows(engine, { model: watched.model, version: watched.version }, span)) known.set(id, entry)
  }
  return known
}
