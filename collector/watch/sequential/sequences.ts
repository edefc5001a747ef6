import type { Tally } from '../../../contract/index.ts'
import type { Engine } from '../../store/store.ts'
import { readProgress, writeProgress } from '../../store/store.ts'
import type { Fact } from '../facts.ts'
import { floorTo, type Span } from '../schedule.ts'
import { emptyTrack, put, type Track } from '../track.ts'
import type { SequentialPlan } from './plan.ts'
import type { SequentialProgress, Step } from './progress.ts'
import { isAbout, sequentialTally, tallyWidth, valuesOf } from './values.ts'

/** A detector that needs order at work: its values as far back as late news may come, and how far it is. */
export interface WatchedSequence {
  readonly plan: SequentialPlan
  readonly track: Track
  /** Null before the first value. */
  progress: SequentialProgress | null
  /** End of the last window that was judged; null before the first. */
  judgedMs: number | null
}

interface Stored {
  readonly key: string
  readonly progress: SequentialProgress | null
  readonly judgedMs: number | null
}

const remembered = 'sequential'

/** As they were left, of those whose settings are still the same; others start anew. */
export async function openSequences(engine: Engine, schema: number, plans: readonly SequentialPlan[]): Promise<WatchedSequence[]> {
  if (plans.length === 0) return []
  const stored = ((await readProgress(engine, schema, remembered)) ?? []) as readonly Stored[]
  return plans.map(plan => {
    const kept = stored.find(({ key }) => key === plan.series.key)
    const progress = kept?.progress?.made === plan.made ? kept.progress : null
    return { plan, track: emptyTrack(plan.series.stepMs, tallyWidth), progress, judgedMs: kept?.judgedMs ?? null }
  })
}

export async function saveSequences(engine: Engine, schema: number, sequences: readonly WatchedSequence[], version: number): Promise<void> {
  const value: Stored[] = sequences.map(({ plan, progress, judgedMs }) => ({ key: plan.series.key, progress, judgedMs }))
  await writeProgress(engine, schema, remembered, { version: BigInt(version), value })
}

/** Puts what was summarised into the values that are made of it. Facts of the same slice from several schemas are added up. */
export function foldSequences(sequences: readonly WatchedSequence[], facts: readonly Fact[]): void {
  for (const { plan, track } of sequences) {
    const tallies = new Map<number, Tally>()
    for (const fact of facts) if (isAbout(plan, fact)) tallies.set(fact.startMs, added(tallies.get(fact.startMs), sequentialTally(plan, fact.summary)))
    for (const [atMs, tally] of tallies) put(track, atMs, tally)
  }
}

const added = (a: Tally | undefined, b: Tally): Tally => (a === undefined ? b : a.map((entry, at) => entry + (b[at] as number)))

/** Added slice by slice: running sums would depend on where they began. */
export function tallyIn(track: Track, { fromMs, toMs }: Span): Tally {
  const sum = new Float64Array(track.width)
  const first = Math.max(0, Math.round((fromMs - track.startMs) / track.stepMs))
  const last = Math.min(track.steps, Math.round((toMs - track.startMs) / track.stepMs))
  for (let step = first; step < last; step++) {
    for (let at = 0; at < track.width; at++) sum[at] = (sum[at] as number) + (track.tallies[step * track.width + at] as number)
  }
  return sum
}

/** Values of a span, in order; steps without rows have none and are left out. */
export function* stepsOf({ plan, track }: Pick<WatchedSequence, 'plan' | 'track'>, span: Span): Generator<Step> {
  const fromMs = Math.max(span.fromMs, floorTo(track.startMs, plan.stepMs))
  const toMs = Math.min(span.toMs, track.startMs + track.steps * track.stepMs)
  for (let startMs = fromMs; startMs < toMs; startMs += plan.stepMs) {
    const values = valuesOf(plan, startMs, tallyIn(track, { fromMs: startMs, toMs: startMs + plan.stepMs }))
    if (values.length > 0) yield { startMs, values }
  }
}
