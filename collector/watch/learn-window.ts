import { Failure, hourMs, rowTable } from '../../contract/index.ts'
import { eventSpan, readDeclaration } from '../store/store.ts'
import { type Baseline, type BaselineOrigin, type Kept, keptOf, saidOf } from './baseline.ts'
import { cutAnew, type Prepared } from './cut-anew.ts'
import { learnGrid, sameCut } from './grid.ts'
import { joinLabels } from './labelled-hours.ts'
import { keepBaseline, type Learned, learnBaseline } from './learn.ts'
import { markDirty, useBaseline } from './load.ts'
import type { Post, TickParts } from './post.ts'
import { floorTo, hullOf, type Span } from './schedule.ts'
import type { Season } from './season.ts'
import type { Source } from './source.ts'
import { summarise } from './summarise.ts'

export interface Why {
  readonly reason: string
  /** What people want of columns; that of the baseline in use when absent. */
  readonly kept?: Kept
  readonly notes?: readonly string[]
  /** With the rule that chose the window. */
  readonly origin?: Extract<BaselineOrigin, { kind: 'window' }>
  /** By which its windows are the same hours of earlier days. */
  readonly season?: Season | undefined
}

/**
 * Learns a baseline from a past window of a model version, or from several as one, and takes it into use.
 *
 * @param spans  apart from each other, oldest first
 * @throws Failure BAD_REQUEST when they hold no rows
 */
export async function learnWindow(
  parts: TickParts,
  post: Post,
  spans: readonly Span[],
  { reason, kept = keptOf(post.watched.baseline), notes = [], origin = { kind: 'window' }, season }: Why,
): Promise<Baseline> {
  const { engine, settings } = parts
  const source = sourceOf(post, spans)
  const rows = { table: rowTable(source.schema), spans }
  const learned = await learnGrid(engine, source.stored, rows, {
    number: source.plan.number + 1,
    valuesMax: settings.segmentValuesMax,
    said: saidOf(await readDeclaration(engine, post.watched.model), kept),
  })
  const plan = sameCut(learned, source.plan) ? source.plan : learned
  const prepared = await cutAnew(parts, post, plan)
  const anew = prepared.sources[post.watched.sources.indexOf(source)] ?? source
  await makeSpans(parts, post, anew, spans)
  const { model, version } = post.watched
  const lesson = {
    model,
    version,
    source: anew,
    plan,
    rows: rows.table,
    kept,
    notes,
    spans,
    season,
    timed: true,
    origin,
    reason,
    segmentSeriesMax: settings.segmentSeriesMax,
  }
  return takeInto(parts, post, await learnBaseline(engine, parts.detectors, lesson), { prepared, staged: null })
}

/** The schema with the newest rows of the spans. */
export function sourceOf({ watched }: Post, spans: readonly Span[]): Source {
  const { fromMs, toMs } = hullOf(spans) ?? { fromMs: 0, toMs: 0 }
  const source = watched.sources.findLast(one => one.firstMs !== null && one.firstMs < toMs && (one.newestMs ?? 0) >= fromMs)
  if (!source)
    throw new Failure(
      'BAD_REQUEST',
      `${watched.model} ${watched.version} has no rows between ${new Date(fromMs).toISOString()} and ${new Date(toMs).toISOString()}`,
    )
  return source
}

/** Makes the panes and labelled hours of spans, however old they are. */
export async function makeSpans(parts: TickParts, post: Post, source: Source, spans: readonly Span[]): Promise<void> {
  for (const span of spans) await makeSpan(parts, post, source, span)
}

async function makeSpan({ engine, settings, nextVersion, clock }: TickParts, post: Post, source: Source, span: Span): Promise<void> {
  const endMs = floorTo(span.toMs + hourMs - 1, hourMs)
  const work = { ...source, minutes: new Set<number>(), hours: new Set<number>() }
  markDirty(work, span)
  await summarise(engine, work, { watermarkMs: endMs, oldestMs: 0, paneRowsMax: settings.paneRowsMax, nextVersion })
  source.names = work.names
  const bounds = {
    settings: { ...settings, labelHoursMax: Number.MAX_SAFE_INTEGER, labelLatenessMs: endMs - floorTo(span.fromMs, hourMs) },
    watermarkMs: endMs,
    sinceMs: 0,
    nowMs: clock(),
    nextVersion,
  }
  await joinLabels(engine, { ...work, firstMs: span.fromMs }, post.seen, bounds)
}

/** What a baseline was learned by. */
export interface Taught {
  /** All sources as its grid cuts them. */
  readonly prepared: Prepared
  /** Where its own panes are, when it came from a file. */
  readonly staged: Source | null
}

/** The grid and the baseline come into use together: a comparison that runs beside sees the old ones or the new ones. */
export async function takeInto(parts: TickParts, { watched, shown }: Post, learned: Learned, { prepared, staged }: Taught): Promise<Baseline> {
  const { baseline, history, broken } = learned
  const isNew = baseline.hash !== watched.baseline?.hash
  if (isNew) await keepBaseline(parts.engine, baseline, history, parts.clock())
  prepared.use()
  if (isNew) {
    const known = Map.groupBy(history, row => row.series)
    useBaseline(watched, baseline, { detectors: parts.detectors, windows: parts.settings.windows, history: known, source: staged })
    for (const [series, entry] of broken) watched.broken.set(series, entry)
    shown.baseline = null
  }
  // Tracks may be empty now, and panes were made on the way: the next tick reads them, and asks what it has judged before.
  watched.loaded = false
  return baseline
}

/** Without a baseline, the first span of event time becomes one once it is long and full enough. */
export async function learnFirst(parts: TickParts, post: Post): Promise<Baseline | null> {
  const [first] = post.watched.sources
  if (post.watched.baseline || parts.settings.baselineAfterMs === 0 || !first) return null
  const span = await firstSpan(parts, post, first)
  const hours = span && Math.round((span.toMs - span.fromMs) / hourMs)
  return span && learnWindow(parts, post, [span], { reason: `there was no baseline: the first ${hours} hours of event time became one` })
}

/** The span that is asked for, or a longer one where that holds too few rows; null while it has not passed. */
async function firstSpan({ engine, settings }: TickParts, { watched }: Post, source: Source): Promise<Span | null> {
  const fromMs = floorTo(source.firstMs ?? 0, hourMs)
  const askedMs = fromMs + settings.baselineAfterMs
  if (watched.watermarkMs < askedMs) return null
  for (const toMs of [askedMs, floorTo(watched.watermarkMs, hourMs)]) {
    const found = await eventSpan(engine, source.schema, toMs - 1)
    if (found && found.rows >= settings.baselineRowsMin) return { fromMs, toMs }
  }
  return null
}
