import { hash } from 'node:crypto'
import { type Detector, defaults, type MadeBy } from '../../contract/index.ts'
import type { Engine } from '../store/store.ts'
import { type CustomMetric, detectorOf } from './custom/metric.ts'
import type { SequentialPlan } from './sequential/plan.ts'
import { isCalendar, type Length, usualLengths } from './series.ts'
import type { Detectors } from './series-plan.ts'
import type { WatchSettings } from './settings.ts'
import type { Watched, WatchedSeries } from './watched.ts'

/** Who makes signals: what all of them share. */
export interface Maker {
  readonly code: string
  readonly engine: string
  readonly terms: Pick<WatchSettings, 'budget' | 'holidays'> & {
    readonly metrics?: readonly string[]
    readonly windows?: readonly Length[]
    readonly timeZone?: string
  }
  /** Of people, with their expressions. */
  readonly metrics: readonly CustomMetric[]
  readonly detectors: Detectors
  /** By the object whose settings they are: a replay makes a hundred thousand signals of a few hundred series. */
  readonly known: WeakMap<object, MadeBy>
}

/** @throws Failure STORE_UNAVAILABLE */
export async function makerOf(
  engine: Engine,
  detectors: Detectors,
  { settings, code }: { readonly settings: WatchSettings; readonly code: string },
): Promise<Maker> {
  const [row] = await engine.read<{ version: string }>('SELECT version() version')
  const { budget, holidays, metrics, windows, timeZone } = settings
  // They share the budget, so that each makes the others' thresholds a little wider.
  const sharing = metrics.filter(({ limit }) => limit === undefined).map(({ model, name }) => JSON.stringify([model, name]))
  const terms = {
    budget,
    holidays,
    ...(sharing.length > 0 ? { metrics: sharing } : {}),
    ...(isUsual(windows) ? {} : { windows }),
    ...(windows.some(isCalendar) ? { timeZone } : {}),
  }
  return { code, engine: row?.version ?? '', terms, metrics, detectors, known: new WeakMap() }
}

const isUsual = (windows: readonly Length[]): boolean => windows.length === usualLengths.length && usualLengths.every(one => windows.includes(one))

/** What makes the signals of a series now. */
export function madeBy(
  { code, engine, terms, metrics, detectors, known }: Maker,
  { series, sequences, model }: Pick<Watched, 'series' | 'sequences' | 'model'>,
  about: { readonly series: string; readonly detector: string },
): MadeBy {
  const metric = metrics.find(one => one.model === model && detectorOf(one) === about.detector)
  const sequence = sequences.find(({ plan }) => plan.series.key === about.series)?.plan
  const owner = metric ?? sequence ?? series.get(about.series) ?? detectors.get(about.detector)
  const before = owner && known.get(owner)
  if (before) return before
  const settings = settingsOf(owner)
  const made = { settings: hash('sha256', JSON.stringify([settings ?? null, terms]), 'hex').slice(0, 32), seed: seedOf(settings), code, engine }
  if (owner) known.set(owner, made)
  return made
}

function settingsOf(owner: CustomMetric | SequentialPlan | WatchedSeries | Detector | undefined): unknown {
  if (!owner) return undefined
  if ('wish' in owner) return { ...(owner.settings as object), wish: owner.made }
  if ('reads' in owner) return defaults(owner.settings)
  if ('series' in owner) return owner.series.settings
  const { sql, window, limit, direction, matters } = owner
  return { sql, window, limit, direction, matters }
}

function seedOf(settings: unknown): number | null {
  const seed = typeof settings === 'object' && settings !== null && 'seed' in settings ? settings.seed : null
  return typeof seed === 'number' && Number.isInteger(seed) ? seed : null
}
