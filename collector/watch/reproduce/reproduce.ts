import { Failure, type ModelSchema, type Reading, type Reproduction } from '../../../contract/index.ts'
import { sequentialDetectors } from '../../../detectors/sequential.ts'
import { type Engine, eventSpan, listSchemas, listSignals, plainSignal, readBaseline, readHistory, readNames, type StoredSignal } from '../../store/store.ts'
import { type Baseline, storedBaseline } from '../baseline.ts'
import { metricAgain } from '../custom/judge-metrics.ts'
import { detectorOf, isCustom } from '../custom/metric.ts'
import { findStaged, useBaseline } from '../load.ts'
import { madeBy } from '../made.ts'
import type { TickParts } from '../post.ts'
import { plansOf } from '../sequential/plan.ts'
import { openSequences } from '../sequential/sequences.ts'
import { emptySource, type Source } from '../source.ts'
import { emptyWatched, type Watched } from '../watched.ts'
import { type Again, againDecided, againShown, besideKey, readingOf, windowOf } from './again.ts'
import { sequenceAgain } from './sequence-again.ts'

/**
 * Computes a signal again from its baseline, its history and the panes or rows of its window, and says what came out otherwise,
 * what is gone, and what has changed since. Reads only.
 *
 * @throws Failure NOT_FOUND for an id that no signal has
 */
export async function reproduceSignal(parts: TickParts, id: string): Promise<Reproduction> {
  const { engine, detectors } = parts
  const [signal] = (await listSignals(engine, { id }, { limit: 1 })).items
  if (!signal) throw new Failure('NOT_FOUND', 'There is no signal with that id')
  const stored = await readBaseline(engine, { hash: signal.baseline })
  if (!stored) return answer(signal, null, { gone: [`the baseline ${signal.baseline}`], changed: [] })
  if (isCustom(signal.detector)) return reproduceMetric(parts, signal, storedBaseline(stored.body))
  if (sequentialDetectors.has(signal.detector)) return reproduceSequence(parts, signal, storedBaseline(stored.body))
  const detector = detectors.get(signal.detector)
  if (!detector) return answer(signal, null, { gone: [`the detector ${signal.detector}`], changed: [] })
  const watched = await asItWas(parts, signal, storedBaseline(stored.body))
  const changed = changesOf(parts, watched, signal)
  const again = detector.deciding ? await againDecided(parts, watched, signal) : await againShown(parts, watched, signal, detector)
  return answer(signal, again, { gone: again ? [] : ['panes and rows of the window'], changed })
}

/** The same of a metric of a person: from rows, as there are no panes of it. */
async function reproduceMetric(parts: TickParts, signal: StoredSignal, baseline: Baseline): Promise<Reproduction> {
  const metric = parts.settings.metrics.find(one => one.model === signal.model && detectorOf(one) === signal.detector)
  if (!metric) return answer(signal, null, { gone: [`the metric ${signal.detector} of watch.metrics`], changed: [] })
  const watched = await asItWas(parts, signal, baseline)
  const reading = await metricAgain(parts, watched, metric, windowOf(signal))
  const gone = reading ? [] : ['rows of the window']
  return answer(signal, reading && { reading: readingOf(reading), source: 'rows' }, { gone, changed: changesOf(parts, watched, signal) })
}

/** The same of a detector that needs order: from the last state before its window. */
async function reproduceSequence(parts: TickParts, signal: StoredSignal, baseline: Baseline): Promise<Reproduction> {
  const watched = await asItWas(parts, signal, baseline)
  const [first] = watched.sources
  if (first) watched.sequences = await openSequences(parts.engine, first.schema.number, plansOf(parts.settings, signal.model))
  const again = await sequenceAgain(parts, watched, signal)
  const changed = changesOf(parts, watched, signal)
  return typeof again === 'string' ? answer(signal, null, { gone: [again], changed }) : answer(signal, again, { gone: [], changed })
}

/** What the watch had in memory of the baseline of a signal; its sources are cut as that baseline cuts. */
async function asItWas({ engine, detectors, settings }: TickParts, signal: StoredSignal, baseline: Baseline): Promise<Watched> {
  const watched = emptyWatched(signal.model, signal.version)
  const [history, source] = [await readHistory(engine, baseline.hash, [signal.series, besideKey(signal.subject)]), await findStaged(engine, baseline)]
  useBaseline(watched, baseline, { detectors, windows: settings.windows, history, source })
  for (const schema of await listSchemas(engine, signal.model)) {
    if (schema.version === signal.version) watched.sources.push(await sourceOf(engine, schema, baseline))
  }
  return watched
}

/** The last moment that the store can hold. */
const endMs = Date.UTC(2262, 0, 1)

async function sourceOf(engine: Engine, schema: ModelSchema, baseline: Baseline): Promise<Source> {
  const found = await eventSpan(engine, schema, endMs)
  const source = Object.assign(emptySource(schema, baseline.grid), { firstMs: found?.firstMs ?? null, newestMs: found?.newestMs ?? null })
  source.names = await readNames(engine, schema)
  return source
}

function changesOf({ maker }: TickParts, watched: Watched, { made, ...signal }: StoredSignal): string[] {
  if (!made) return ['the signal is of a version that did not keep what made it']
  const now = madeBy(maker, watched, signal)
  const told = { settings: 'the settings', seed: 'the seed', code: 'the version of Plimsoll', engine: 'the version of the engine' } as const
  return (Object.keys(told) as (keyof typeof told)[]).flatMap(key =>
    now[key] === made[key] ? [] : [`${told[key]} (${String(made[key])} then, ${String(now[key])} now)`],
  )
}

const compared = ['value', 'low', 'high', 'n', 'baselineN', 'pValue', 'threshold', 'smallest', 'verdict'] as const
const tolerance = 1e-9

function answer(signal: StoredSignal, again: Again | null, { gone, changed }: { readonly gone: string[]; readonly changed: string[] }): Reproduction {
  const differences = again ? differencesOf(signal, again.reading) : []
  return {
    signal: plainSignal(signal),
    source: again?.source ?? null,
    same: again !== null && differences.length === 0,
    again: again?.reading ?? null,
    differences,
    gone,
    changed,
  }
}

const differencesOf = (stored: Reading, again: Reading): string[] =>
  compared.flatMap(field => (alike(stored[field], again[field]) ? [] : [`${field}: ${String(stored[field])} then, ${String(again[field])} now`]))

const alike = (a: string | number | null, b: string | number | null): boolean =>
  a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b), 1e-300))
