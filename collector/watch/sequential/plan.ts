import { hash } from 'node:crypto'
import { dayMs, Failure, hourMs, nearest, readSettings, type Sequential, sequentialSettings, seriesKey } from '../../../contract/index.ts'
import { sequentialDetectors } from '../../../detectors/sequential.ts'
import { type Keeping, type Kind, keptMs } from '../kept.ts'
import { type Length, lengths, type PlannedSeries, sliceMs } from '../series.ts'
import type { SequentialWish } from './wish.ts'

/** A wish, checked and complete: what it is about and how it is folded. */
export interface SequentialPlan {
  readonly wish: SequentialWish
  readonly series: PlannedSeries
  readonly unit: '1' | 'share'
  readonly kind: Kind
  readonly detector: Sequential
  readonly settings: unknown
  /** It reads ones and zeros: a value becomes as many as it has rows. */
  readonly bits: boolean
  /** Event time of one value. */
  readonly stepMs: number
  /** Length of the windows that say what was found, and how far apart they end. */
  readonly window: { readonly length: Length; readonly hopMs: number }
  /** States are kept so far apart. */
  readonly markMs: number
  /** Values, or bits, before anything is judged. */
  readonly learnRows: number
  /** Of what its state depends on: another hash starts anew. */
  readonly made: string
}

/** Values that centre, scale or mean are learned from where nobody says otherwise: the defaults are for rows, of which there are far more. */
const learnValues = 100
/** States that are kept, about. */
const marks = 10

/** The plans of one model. @throws Failure CONFIG as `checkSequential` does */
export const plansOf = (settings: Keeping & { readonly sequential: readonly SequentialWish[] }, model: string): SequentialPlan[] =>
  settings.sequential.flatMap((wish, at) => (wish.model === model ? [planOf(wish, at, settings)] : []))

/** @throws Failure CONFIG for a wish that cannot be meant, and for two of one name */
export function checkSequential(settings: Keeping & { readonly sequential: readonly SequentialWish[] }): void {
  const known = new Set<string>()
  for (const [at, wish] of settings.sequential.entries()) {
    const { series } = planOf(wish, at, settings)
    const key = JSON.stringify([wish.model, series.key])
    if (known.has(key)) throw wrong(at, `puts ${wish.detector} on ${series.subject} of ${wish.model} a second time`)
    known.add(key)
  }
}

/** Whatever is shown and alarms of a wish is told apart by this. */
export const subjectOf = ({ reads, column, value }: Pick<SequentialWish, 'reads' | 'column' | 'value'>): string =>
  reads === 'errors' ? '*' : reads === 'share' ? `${column}=${value}` : column

function planOf(wish: SequentialWish, at: number, keeping: Keeping): SequentialPlan {
  const detector = detectorOf(wish, at)
  refuseReading(wish, at, detector)
  const settings = settingsOf(wish, at, detector)
  const about = { detector: detector.name, subject: subjectOf(wish), segment: wish.segment }
  const kind: Kind = wish.reads === 'errors' ? 'labelled' : wish.segment === '' ? 'columns' : 'segments'
  const length = wish.step === '24h' ? '24h' : '1h'
  const stepMs = lengths[wish.step].ms
  return {
    wish,
    series: { key: seriesKey(about), ...about, group: 'columns', lengths: [length], stepMs: kind === 'columns' ? sliceMs : hourMs },
    unit: wish.reads === 'mean' ? '1' : 'share',
    kind,
    detector,
    settings,
    bits: detector.reads === 'bits',
    stepMs,
    window: { length, hopMs: Math.max(stepMs, lengths[length].hopMs) },
    markMs: Math.max(1, Math.ceil(keptMs(keeping)[kind] / marks / dayMs)) * dayMs,
    learnRows: learnedAfter(settings),
    made: hash('sha256', JSON.stringify([detector.name, wish.reads, wish.step, settings]), 'hex').slice(0, 32),
  }
}

function detectorOf({ detector }: SequentialWish, at: number): Sequential {
  const found = sequentialDetectors.get(detector)
  if (found) return found
  const near = nearest(detector, [...sequentialDetectors.keys()])
  throw wrong(at, `names ${detector}${near ? ` (did you mean ${near}?)` : ''}; those that need order are ${[...sequentialDetectors.keys()].join(', ')}`)
}

function refuseReading({ reads, column, value, segment, step }: SequentialWish, at: number, { name, reads: takes }: Sequential): void {
  if (reads === 'mean' && takes === 'bits') throw wrong(at, `puts ${name} on a mean, and it reads ones and zeros; say reads: share or errors`)
  if (reads === 'errors' ? column !== '' : column === '') throw wrong(at, reads === 'errors' ? 'names a column of errors, which have none' : 'names no column')
  if ((reads === 'share') !== (value !== '')) throw wrong(at, 'names a value where reads is share, and only there')
  if (step === '5m' && (reads === 'errors' || segment !== '')) throw wrong(at, 'has a step of 5m; segments and errors are summarised by the hour')
}

function settingsOf(wish: SequentialWish, at: number, detector: Sequential): unknown {
  const where = (path: readonly string[]): string => ['watch', 'sequential', at, 'settings', ...path].join('.')
  const preset = sequentialSettings(detector, wish.preset === '' ? undefined : wish.preset) as Record<string, unknown>
  const fewer = detector.reads !== 'bits' && wish.preset === '' && 'learnRows' in preset ? { learnRows: learnValues } : {}
  const given = [preset, fewer, wish.settings].map(value => ({ value, where }))
  const settings = readSettings(detector.settings, given)
  detector.start(settings)
  return settings
}

/** What stands for the first values in the settings of one detector or another. */
function learnedAfter(settings: unknown): number {
  const said = settings as Readonly<Record<string, unknown>>
  const known = said['standardise'] === false || typeof said['scale'] === 'number' || typeof said['mean'] === 'number'
  const names = ['minRows', 'warmRows', 'windowRows', 'grace', ...(known ? [] : ['learnRows'])]
  return Math.max(1, ...names.map(name => (typeof said[name] === 'number' ? said[name] : 0)))
}

const wrong = (at: number, what: string): Failure => new Failure('CONFIG', `watch.sequential.${at} ${what}`)
