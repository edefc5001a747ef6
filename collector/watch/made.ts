import { hash } from 'node:crypto'
import { defaults, type MadeBy } from '../../contract/index.ts'
import type { Engine } from '../store/store.ts'
import type { Detectors } from './series-plan.ts'
import type { WatchSettings } from './settings.ts'
import type { Watched } from './watched.ts'

/** Who makes signals: what all of them share. */
export interface Maker {
  readonly code: string
  readonly engine: string
  readonly terms: Pick<WatchSettings, 'budget' | 'holidays'>
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
  const { budget, holidays } = settings
  return { code, engine: row?.version ?? '', terms: { budget, holidays }, detectors, known: new WeakMap() }
}

/** What makes the signals of a series now. */
export function madeBy(
  { code, engine, terms, detectors, known }: Maker,
  { series }: Pick<Watched, 'series'>,
  about: { readonly series: string; readonly detector: string },
): MadeBy {
  const owner = series.get(about.series) ?? detectors.get(about.detector)
  const before = owner && known.get(owner)
  if (before) return before
  const settings: unknown = owner && ('reads' in owner ? defaults(owner.settings) : owner.series.settings)
  const made = { settings: hash('sha256', JSON.stringify([settings ?? null, terms]), 'hex').slice(0, 32), seed: seedOf(settings), code, engine }
  if (owner) known.set(owner, made)
  return made
}

function seedOf(settings: unknown): number | null {
  const seed = typeof settings === 'object' && settings !== null && 'seed' in settings ? settings.seed : null
  return typeof seed === 'number' && Number.isInteger(seed) ? seed : null
}
