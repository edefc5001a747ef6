import { Failure } from '../../contract/index.ts'
import { readBaseline, readHistory } from '../store/store.ts'
import { type Baseline, type Kept, spansOf, storedBaseline } from './baseline.ts'
import { cutAnew } from './cut-anew.ts'
import { keepBaseline, learnBaseline } from './learn.ts'
import { learnWindow, takeInto } from './learn-window.ts'
import { findStaged, useBaseline } from './load.ts'
import type { Post, TickParts } from './post.ts'
import { wholeSpans } from './source.ts'

export interface Again {
  /** What people want of the columns now. */
  readonly kept: Kept
  readonly notes: readonly string[]
  readonly reason: string
}

/**
 * Learns a baseline of rows again with what people want of its columns now: one of a window from its rows, one of a file from its panes.
 *
 * @throws Failure NOT_FOUND when what it was learned from is no longer there
 */
export async function relearn(parts: TickParts, post: Post, baseline: Baseline, { kept, notes, reason }: Again): Promise<Baseline> {
  const { source: origin, season } = baseline
  if (baseline.span && origin.kind === 'window') return learnWindow(parts, post, spansOf(baseline), { reason, kept, notes, origin, season })
  const source = await findStaged(parts.engine, baseline)
  const spans = baseline.span ? spansOf(baseline) : source ? wholeSpans(source) : []
  if (!source || spans.length === 0)
    throw new Failure('NOT_FOUND', `What baseline ${baseline.hash.slice(0, 12)} was learned from is no longer there; learn it again`)
  const learned = await learnBaseline(parts.engine, parts.detectors, {
    model: baseline.model,
    version: baseline.version,
    source,
    plan: source.plan,
    spans,
    timed: baseline.span !== null,
    origin,
    reason,
    segmentSeriesMax: parts.settings.segmentSeriesMax,
    rows: baseline.columns,
    kept,
    notes,
  })
  return takeInto(parts, post, learned, { prepared: await cutAnew(parts, post, source.plan), staged: source })
}

/** A stored baseline by its hash. @throws Failure NOT_FOUND */
export async function findBaseline({ engine }: Pick<TickParts, 'engine'>, hash: string): Promise<Baseline> {
  const stored = await readBaseline(engine, { hash })
  if (!stored) throw new Failure('NOT_FOUND', `No baseline ${hash}`)
  return storedBaseline(stored.body)
}

/** Takes a stored baseline into use again, with all that was learned of its noise. From now on it is the one learned last. */
export async function useAgain(parts: TickParts, post: Post, baseline: Baseline): Promise<Baseline> {
  const { engine, detectors, settings, clock } = parts
  const { watched, shown } = post
  if (baseline.hash === watched.baseline?.hash) return baseline
  const prepared = await cutAnew(parts, post, baseline.grid)
  await keepBaseline(engine, baseline, [], clock())
  const [history, source] = [await readHistory(engine, baseline.hash), await findStaged(engine, baseline)]
  // All at once: a comparison that runs beside sees the old baseline or the new one, never a part of each.
  prepared.use()
  useBaseline(watched, baseline, { detectors, windows: settings.windows, history, source })
  shown.baseline = null
  watched.loaded = false
  return baseline
}
