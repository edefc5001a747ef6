import type { ModelSchema } from '../../contract/index.ts'
import { insertHistory, insertSignals, type JudgedSignal, writeProgress } from '../store/store.ts'
import { moveWatermark, noteArrivals } from './arrive.ts'
import { judgeMetrics, type MetricFailure } from './custom/judge-metrics.ts'
import { type Due, dueNow, forgetLabelled, heldDue } from './due.ts'
import { everything, fillTracks, type Stale, trimTracks } from './fill.ts'
import { judgeDue, revisionsOf } from './judge.ts'
import { joinLabels, labelMarginMs } from './labelled-hours.ts'
import { loadWatched, markDirty, openSource, remembered } from './load.ts'
import { madeBy } from './made.ts'
import type { Post, TickParts } from './post.ts'
import type { Span } from './schedule.ts'
import { type JudgedSequences, judgeSequences } from './sequential/judge-sequences.ts'
import { plansOf } from './sequential/plan.ts'
import { openSequences, saveSequences } from './sequential/sequences.ts'
import { decidedBy, forgetHours, forgetHoursBefore, isShown, missingHours, referenceColumns, refreshHours, showWindow, windowsByDay } from './shown.ts'
import type { Draft } from './signal-of.ts'
import { storedAnew } from './source.ts'
import { summarise } from './summarise.ts'
import { withUnjudged } from './unjudged.ts'
import type { Remembered } from './watched.ts'

export interface Ticked {
  readonly panes: number
  readonly lateRows: number
  readonly signals: readonly JudgedSignal[]
  /** Windows that were not judged because news of them came too late. */
  readonly lateWindows: number
  /** Metrics of people that could not be said. */
  readonly metricFailures: readonly MetricFailure[]
}

/** Rows to panes: what has arrived, how far event time is, and the panes and labelled hours that this makes stale. */
export async function catchUp(parts: TickParts, post: Post, schemas: readonly ModelSchema[]): Promise<Stale & { panes: number; lateRows: number }> {
  const { engine, settings, clock } = parts
  const { watched } = post
  const stale = { columns: [] as Span[], segments: [] as Span[], labelled: [] as Span[], panes: 0, lateRows: 0 }
  await openSources(parts, post, schemas)
  for (const source of watched.sources) {
    stale.lateRows += await noteArrivals(engine, source, watched.watermarkMs, {
      nowMs: clock(),
      futureMs: settings.futureMs,
      rowLatenessMs: settings.rowLatenessMs,
    })
  }
  moveWatermark(watched, settings, clock())
  recheck(parts, post)
  const sinceMs = Math.max(0, post.labelsMs - settings.labelAgeMs - 2 * labelMarginMs)
  for (const source of watched.sources) {
    const bounds = {
      watermarkMs: watched.watermarkMs,
      oldestMs: (source.newestMs ?? 0) - settings.rowLatenessMs,
      paneRowsMax: settings.paneRowsMax,
      nextVersion: parts.nextVersion,
    }
    const made = await summarise(engine, source, bounds)
    stale.columns.push(...made.minutes)
    stale.segments.push(...made.hours)
    stale.panes += made.panes
    stale.labelled.push(
      ...(await joinLabels(engine, source, post.seen, { settings, watermarkMs: watched.watermarkMs, sinceMs, nowMs: clock(), nextVersion: parts.nextVersion })),
    )
  }
  post.labelsMs = clock()
  return stale
}

/** What the arrivals may have missed, because a row became visible long after it was received. */
function recheck({ settings, clock }: TickParts, post: Post): void {
  const nowMs = clock()
  if (nowMs - post.checkedMs < settings.recheckEveryMs) return
  for (const source of post.checkedMs > 0 ? post.watched.sources : []) {
    const newestMs = source.newestMs ?? 0
    markDirty(source, { fromMs: Math.max(source.firstMs ?? 0, newestMs - settings.rowLatenessMs), toMs: newestMs + 1 })
  }
  post.checkedMs = nowMs
}

async function openSources({ engine, detectors, settings, clock }: TickParts, { watched }: Post, schemas: readonly ModelSchema[]): Promise<void> {
  if (!watched.loaded && schemas[0]) {
    await loadWatched(engine, { detectors, windows: settings.windows }, watched, schemas[0])
    watched.sequences = await openSequences(engine, schemas[0].number, plansOf(settings, watched.model))
  }
  for (const schema of schemas) {
    const at = watched.sources.findIndex(source => source.schema.number === schema.number)
    if (at >= 0) {
      const source = watched.sources[at]
      if (source && JSON.stringify(source.stored) !== JSON.stringify(schema)) watched.sources[at] = storedAnew(source, schema)
      continue
    }
    const source = await openSource(engine, schema, watched.baseline, { ...settings, nowMs: clock() })
    if (source) watched.sources.push(source)
  }
}

/** Panes to signals: every window that is due, each with what it is held against. */
export async function judgeNow(parts: TickParts, post: Post, made: Stale): Promise<Pick<Ticked, 'signals' | 'lateWindows' | 'metricFailures'>> {
  const { engine, settings, clock } = parts
  const { watched } = post
  const { baseline } = watched
  if (!baseline || watched.sources.length === 0) return { signals: [], lateWindows: 0, metricFailures: [] }
  const stale = watched.loaded ? made : await withUnjudged(engine, watched, made, settings)
  await fillTracks(engine, watched, watched.loaded ? stale : everything(watched, settings))
  Object.assign(watched.revise, { columns: stale.columns, segments: stale.segments, labelled: stale.labelled })
  const { held: due, lateWindows } = heldDue(dueNow(watched, settings), watched, settings)
  const { drafts, history } = judgeDue(watched, due, settings)
  const metrics = await judgeMetrics(parts, watched, due)
  const sequences = judgeSequences(watched, stale, settings)
  const shown = await showDue(parts, post, { due, stale, drafts })
  const signals = await revisionsOf(engine, watched, {
    drafts: [...drafts, ...metrics.drafts, ...sequences.drafts, ...shown],
    due: [...due, ...sequences.due],
    at: new Date(clock()).toISOString(),
    made: draft => madeBy(parts.maker, watched, draft),
  })
  await insertHistory(engine, baseline.hash, history, parts.nextVersion())
  if (signals.length > 0) await insertSignals(engine, signals, parts.nextSignals(signals.length))
  await settle(parts, post, { due, sequences })
  return { signals, lateWindows: lateWindows + sequences.late, metricFailures: metrics.failures }
}

interface Settled {
  readonly due: readonly Due[]
  readonly sequences: JudgedSequences
}

/** Remembers how far everything was judged: written last, so that dying before it judges again and finds nothing new. */
async function settle({ engine, settings, nextVersion }: TickParts, { watched }: Post, { due, sequences }: Settled): Promise<void> {
  for (const { window, again } of due) if (!again) watched.judgedMs[window.length] = Math.max(watched.judgedMs[window.length], window.toMs)
  forgetLabelled(watched, settings)
  trimTracks(watched, settings)
  const first = watched.sources[0]
  // Before what says that late news was looked at: it is folded again where this was lost.
  if (first && sequences.due.length > 0) await saveSequences(engine, first.schema.number, watched.sequences, nextVersion())
  const version = nextVersion()
  const value: Remembered = { judgedMs: watched.judgedMs, labelled: [...watched.labelled], version }
  if (first && (due.length > 0 || !watched.loaded)) await writeProgress(engine, first.schema.number, remembered.judged, { version: BigInt(version), value })
  watched.loaded = true
}

interface Shows {
  readonly due: readonly Due[]
  readonly stale: Stale
  readonly drafts: readonly Draft[]
}

async function showDue({ engine, detectors }: TickParts, { watched, shown }: Post, { due, stale, drafts }: Shows): Promise<Draft[]> {
  const windows = due.filter(one => isShown(one.window) && one.kinds.includes('columns')).map(one => one.window)
  const { baseline } = watched
  const schema = watched.sources.at(-1)?.schema
  if (!baseline || !schema || windows.length === 0) return []
  forgetHours(shown, stale.segments)
  const drafted: Draft[] = []
  for (const day of windowsByDay(windows)) {
    for (const span of missingHours(shown, day)) await refreshHours(engine, watched, shown, span)
    for (const window of day) {
      const about = { watched, schema: schema.number, baseline: baseline.hash, window }
      const held = { ...shown, baseline: await referenceColumns(engine, watched, shown, window) }
      drafted.push(...showWindow(held, detectors, about, { schema, decided: decidedBy(drafts, window), broken: watched.broken, profiles: baseline.columns }))
    }
    forgetHoursBefore(shown, Math.max(...day.map(window => window.toMs)))
  }
  return drafted
}
