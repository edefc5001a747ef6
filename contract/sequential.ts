import type { Static, TObject } from 'typebox'
import { Failure } from './failure.ts'
import { defaults } from './settings.ts'

/** What a stream must hold. Values that are not are counted, skipped, and never enter a state. */
export type StreamValues = 'numbers' | 'unit' | 'bits'

/** Numbers beyond are no measurements: their squares and sums would overflow and blind a detector for ever. */
const sizeMax = 1e100

const admits: Readonly<Record<StreamValues, (value: number) => boolean>> = {
  numbers: value => value <= sizeMax && value >= -sizeMax,
  unit: value => value >= 0 && value <= 1,
  bits: value => value === 0 || value === 1,
}

export interface SequentialAlarm {
  /** Row that raised it: 0-based place in the values given, skipped ones counted. */
  readonly index: number
  readonly kind: 'warning' | 'drift'
  readonly statistic: number
  /** What the statistic reached, in its unit. */
  readonly threshold: number
  /** Where the stream went; `other` where a method sees a change but no direction. */
  readonly direction: 'up' | 'down' | 'other'
}

export type Raise = (alarm: SequentialAlarm) => void

/** Plain JSON: what is kept between two pieces of a stream. */
export interface SequentialState<Inner = unknown> {
  /** Values given so far, skipped ones included. */
  readonly rows: number
  /** NaN and infinities. */
  readonly notFinite: number
  /** Finite values outside of what the detector reads. */
  readonly outside: number
  readonly inner: Inner
}

export interface Folded<Inner = unknown> {
  readonly state: SequentialState<Inner>
  /** In the order of rows; a row may carry a warning and a drift. */
  readonly alarms: readonly SequentialAlarm[]
}

/** All of a sequential detector but its settings' schema, from which their type follows. */
interface Definition<Settings, Inner> {
  /** Family and file: `stream/adwin`. */
  readonly name: string
  readonly summary: string
  readonly reads: StreamValues
  /** Changes of the defaults that make it another tool's detector. */
  readonly presets: Readonly<Record<string, Partial<NoInfer<Settings>>>>
  /** Bound of the numbers that a state holds, whatever the length of the stream. */
  numbersMax(settings: NoInfer<Settings>): number
  /** @throws Failure CONFIG when settings contradict each other */
  start(settings: NoInfer<Settings>): Inner
  /** Takes admitted values only, in the order of event time. Neither `state` nor `values` is changed. */
  fold(state: Inner, values: Float64Array, settings: NoInfer<Settings>, raise: Raise): Inner
  /** What a chart shows of a state; null where nothing can be said yet. */
  show(state: Inner, settings: NoInfer<Settings>): Readonly<Record<string, number | null>>
}

/** A detector that needs order. Pure: the same values in any pieces give the same alarms. */
export interface Sequential<Settings = unknown, Inner = unknown>
  extends Pick<Definition<Settings, Inner>, 'name' | 'summary' | 'reads' | 'presets' | 'numbersMax'> {
  readonly settings: TObject
  start(settings: Settings): SequentialState<Inner>
  fold(state: SequentialState<Inner>, values: Float64Array, settings: Settings): Folded<Inner>
  /** One value; for many, `fold` is far cheaper. */
  step(state: SequentialState<Inner>, value: number, settings: Settings): Folded<Inner>
  show(state: SequentialState<Inner>, settings: Settings): Readonly<Record<string, number | null>>
}

/** Declares a sequential detector: guards it from values that it cannot read, and keeps the count of them. */
export function defineSequential<Schema extends TObject, Inner>(
  definition: Definition<Static<Schema>, Inner> & { readonly settings: Schema },
): Sequential<Static<Schema>, Inner> {
  const { name, summary, reads, presets, settings: schema } = definition
  const fold = (state: SequentialState<Inner>, values: Float64Array, settings: Static<Schema>): Folded<Inner> => {
    const { kept, places, notFinite } = admitted(values, reads)
    const alarms: SequentialAlarm[] = []
    const inner = definition.fold(state.inner, kept, settings, alarm => {
      alarms.push(places ? { ...alarm, index: places[alarm.index] ?? alarm.index } : alarm)
    })
    const outside = values.length - kept.length - notFinite
    return { state: { rows: state.rows + values.length, notFinite: state.notFinite + notFinite, outside: state.outside + outside, inner }, alarms }
  }
  return Object.freeze({
    name,
    summary,
    reads,
    presets,
    settings: schema,
    fold,
    numbersMax: (settings: Static<Schema>) => definition.numbersMax(settings),
    start: (settings: Static<Schema>) => ({ rows: 0, notFinite: 0, outside: 0, inner: definition.start(settings) }),
    step: (state: SequentialState<Inner>, value: number, settings: Static<Schema>) => fold(state, Float64Array.of(value), settings),
    show: (state: SequentialState<Inner>, settings: Static<Schema>) => definition.show(state.inner, settings),
  })
}

/** Values that are read, with their places when any was left out. */
function admitted(values: Float64Array, reads: StreamValues): { kept: Float64Array; places: Int32Array | null; notFinite: number } {
  const admit = admits[reads]
  if (values.every(admit)) return { kept: values, places: null, notFinite: 0 }
  const places = Int32Array.from(values.keys().filter(index => admit(values[index] as number)))
  const kept = Float64Array.from(places, index => values[index] as number)
  const notFinite = values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0)
  return { kept, places, notFinite }
}

/**
 * Settings of a sequential detector: its defaults, changed by a preset.
 *
 * @throws Failure CONFIG when it has no such preset
 */
export function sequentialSettings<Settings>(detector: Sequential<Settings>, preset?: string): Settings {
  const changes = preset === undefined ? {} : Object.hasOwn(detector.presets, preset) ? detector.presets[preset] : undefined
  if (changes) return { ...defaults(detector.settings), ...changes } as Settings
  throw new Failure('CONFIG', `${detector.name} has no preset ${preset}; it has ${Object.keys(detector.presets).join(', ') || 'none'}`)
}
