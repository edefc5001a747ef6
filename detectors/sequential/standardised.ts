import { Type } from 'typebox'
import type { Raise, SequentialAlarm } from '../../contract/index.ts'

/** How a detector whose thresholds are in units of the values is made free of scale. */
export const scaleSettings = {
  standardise: Type.Boolean({ default: true, description: 'Judge (x − center) / scale, so that thresholds are in standard deviations; off: raw values' }),
  center: Type.Union([Type.Null(), Type.Number()], {
    default: null,
    description: 'Center of quiet values, from a baseline; null: learned from the first rows',
  }),
  scale: Type.Union([Type.Null(), Type.Number({ exclusiveMinimum: 0 })], {
    default: null,
    description: 'Standard deviation of quiet values, from a baseline; null: learned from the first rows',
  }),
  learnRows: Type.Integer({
    default: 100,
    minimum: 2,
    maximum: 1_000_000,
    description: 'Rows that center and scale are learned from; nothing is judged meanwhile',
  }),
}

interface ScaleSettings {
  readonly standardise: boolean
  readonly center: number | null
  readonly scale: number | null
  readonly learnRows: number
}

export interface LearnedScale {
  readonly seen: number
  readonly mean: number
  /** Σ(x − mean)². */
  readonly squares: number
  /** Null while learning. */
  readonly scale: number | null
}

export interface ScaledState<Inner> {
  readonly learned: LearnedScale
  readonly inner: Inner
}

interface Folding<Settings, Inner> {
  start(settings: Settings): Inner
  fold(state: Inner, values: Float64Array, settings: Settings, raise: Raise): Inner
}

/** A value so far out says no more than this, and its sums stay finite. */
const sizeMax = 1e6

/** Numbers that the learning adds to a state. */
export const scaleNumbers = 4

const startScale = ({ standardise, center, scale }: ScaleSettings): LearnedScale => ({
  seen: 0,
  mean: center ?? 0,
  squares: 0,
  scale: standardise ? scale : 1,
})

/**
 * Learns center and standard deviation from the first rows: at least `learnRows`, and on until two values differ, because a
 * stuck value has no scale.
 *
 * @returns what is known now, and how many of `values` it took
 */
function learnScale(learned: LearnedScale, values: Float64Array, { center, learnRows }: ScaleSettings): { learned: LearnedScale; taken: number } {
  let { seen, mean, squares, scale } = learned
  let taken = 0
  while (scale === null && taken < values.length) {
    const x = values[taken++] as number
    seen += 1
    const before = x - mean
    if (center === null) mean += before / seen
    squares += before * (x - mean)
    if (seen >= learnRows && squares > 0) scale = Math.sqrt(squares / seen)
  }
  return { learned: { seen, mean, squares, scale }, taken }
}

/** Standardised values from `taken` on. */
function scaled(values: Float64Array, taken: number, { mean, scale }: LearnedScale): Float64Array {
  const factor = scale ?? 1
  const result = new Float64Array(values.length - taken)
  for (let index = 0; index < result.length; index++) {
    const z = ((values[index + taken] as number) - mean) / factor
    result[index] = Math.min(sizeMax, Math.max(-sizeMax, z))
  }
  return result
}

/** A detector over numbers that reads standardised values first. */
export function standardised<Settings extends ScaleSettings, Inner>(folding: Folding<Settings, Inner>): Folding<Settings, ScaledState<Inner>> {
  return {
    start: settings => ({ learned: startScale(settings), inner: folding.start(settings) }),
    fold: (state, values, settings, raise) => {
      if (!settings.standardise) return { learned: state.learned, inner: folding.fold(state.inner, values, settings, raise) }
      const { learned, taken } = learnScale(state.learned, values, settings)
      if (taken === values.length) return { learned, inner: state.inner }
      const later = (alarm: SequentialAlarm): void => raise({ ...alarm, index: alarm.index + taken })
      return { learned, inner: folding.fold(state.inner, scaled(values, taken, learned), settings, later) }
    },
  }
}
