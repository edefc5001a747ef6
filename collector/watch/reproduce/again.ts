import { type CategorySummary, type Detector, dayMs, detectorNames, hourMs, type NumericSummary, type Reading, seriesKey } from '../../../contract/index.ts'
import type { StoredSignal } from '../../store/store.ts'
import type { Fact } from '../facts.ts'
import { termsOf } from '../judge.ts'
import { dayOf } from '../judging/calendar.ts'
import { judgeWindow } from '../judging/judge-window.ts'
import { learnDay } from '../judging/learn-day.ts'
import type { TickParts } from '../post.ts'
import { labelledFacts } from '../refresh.ts'
import { floorTo, type Span, type Window } from '../schedule.ts'
import { holdsDays, type Length, sliceMs } from '../series.ts'
import { decidedBy, referenceColumns, showWindow } from '../shown.ts'
import { type Draft, decidedSignal } from '../signal-of.ts'
import { stripOfTrack } from '../track.ts'
import { baselineOf, foldFacts, type Watched, type WatchedSeries } from '../watched.ts'
import { windowFacts } from './window-facts.ts'

/** A signal computed again. */
export interface Again {
  readonly reading: Reading
  readonly source: 'panes' | 'rows'
}

const seasonMs = 8 * dayMs
export const windowOf = ({ window, length }: StoredSignal): Window => ({
  length: length as Length,
  fromMs: Date.parse(window.from),
  toMs: Date.parse(window.to),
})

/** Null when nothing of the window is left. */
export async function againDecided(parts: TickParts, watched: Watched, signal: StoredSignal): Promise<Again | null> {
  const series = watched.series.get(signal.series)
  const found = series ? await decide(parts, watched, series, windowOf(signal)) : null
  return found && { reading: readingOf(found.draft), source: found.source }
}

async function decide(parts: TickParts, watched: Watched, series: WatchedSeries, window: Window): Promise<{ draft: Draft; source: Again['source'] } | null> {
  const { baseline } = watched
  const read = await seriesFacts(parts, watched, { series, window })
  if (!baseline || !read.holds) return null
  foldFacts(watched, read.facts)
  const { deciding, track } = series
  const stream = { series: series.series, deciding, strip: stripOfTrack(track), baseline: baselineOf(series, baseline.span) }
  const day = dayOf(window.toMs)
  const learned = learnDay(stream, series.history, termsOf(watched, series, { settings: parts.settings, day }))
  const judgement = judgeWindow(stream, learned, window)
  const about = { watched, schema: baseline.schema, baseline: baseline.hash, window }
  return { draft: decidedSignal(about, series, judgement), source: read.from }
}

interface SeriesWish {
  readonly series: WatchedSeries
  readonly window: Window
}

async function seriesFacts(
  { engine }: TickParts,
  watched: Watched,
  { series, window }: SeriesWish,
): Promise<{ facts: Fact[]; from: Again['source']; holds: boolean }> {
  const { subject, segment, stepMs } = series.series
  const facts: Fact[] = []
  let from: Again['source'] = 'panes'
  const back = stepMs === sliceMs && !holdsDays(window.length) ? seasonMs : 0
  const span = { fromMs: floorTo(window.fromMs - back, stepMs), toMs: floorTo(window.toMs + stepMs - 1, stepMs) }
  for (const source of watched.sources) {
    // Groups are of labelled hours too.
    if (series.series.group === 'performance')
      facts.push(...(await labelledFacts(engine, source, { spans: [span], whole: hourMs })).filter(fact => fact.segment === segment))
    else {
      const read = await windowFacts(engine, source, { span, stepMs, subject, segment })
      facts.push(...read.facts)
      if (read.from === 'rows') from = 'rows'
    }
  }
  // Silence is news to those that count rows.
  return { facts, from, holds: series.volume || facts.some(fact => fact.startMs >= window.fromMs && fact.startMs < window.toMs) }
}

/** Series whose verdict the shown detectors of a column take over. */
export const besideKey = (subject: string): string => seriesKey({ detector: detectorNames.distribution, subject, segment: '' })

/** The same of a detector that is shown beside: over the hours of its window, against the baseline as a whole. */
export async function againShown(parts: TickParts, watched: Watched, signal: StoredSignal, detector: Detector): Promise<Again | null> {
  const { engine } = parts
  const { baseline } = watched
  const schema = watched.sources.find(source => source.schema.number === signal.schema)?.schema ?? watched.sources.at(-1)?.schema
  const window = windowOf(signal)
  const { subject } = signal
  const read = await hoursOf(parts, watched, { span: window, subject })
  if (!baseline || !schema || !read) return null
  const beside = watched.series.get(besideKey(subject))
  const decided = beside && (await decide(parts, watched, beside, window))
  const shown = { baseline: await referenceColumns(engine, watched, { baseline: null }, window), hours: read.hours }
  const about = { watched, schema: schema.number, baseline: baseline.hash, window }
  const by = { schema, decided: decidedBy(decided ? [decided.draft] : [], window), broken: watched.broken, profiles: baseline.columns }
  const draft = showWindow(shown, new Map([[detector.name, detector]]), about, by).find(one => one.subject === subject)
  return draft ? { reading: readingOf(draft), source: read.from } : null
}

type Hours = Map<number, Map<string, NumericSummary | CategorySummary>>

async function hoursOf(
  { engine }: TickParts,
  watched: Watched,
  { span, subject }: { readonly span: Span; readonly subject: string },
): Promise<{ hours: Hours; from: Again['source'] } | null> {
  const hours: Hours = new Map()
  let from: Again['source'] = 'panes'
  for (const source of watched.sources) {
    const read = await windowFacts(engine, source, { span, stepMs: hourMs, subject, segment: '' })
    if (read.from === 'rows') from = 'rows'
    for (const { startMs, summary, subject: about } of read.facts)
      if (about === subject && (summary.kind === 'numeric' || summary.kind === 'category')) hours.set(startMs, new Map([[subject, summary]]))
  }
  return hours.size === 0 ? null : { hours, from }
}

export function readingOf(draft: Reading): Reading {
  const { detector, subject, segment, value, low, high, n, nEff, baselineN, pValue, threshold, smallest, resolution, verdict, reason, notes, unit } = draft
  return { detector, subject, segment, value, low, high, n, nEff, baselineN, pValue, threshold, smallest, resolution, verdict, reason, notes, unit }
}
