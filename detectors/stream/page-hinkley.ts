import { type Static, Type } from 'typebox'
import { defineSequential, type Raise } from '../../contract/index.ts'
import { scaleNumbers, scaleSettings, standardised } from '../sequential/standardised.ts'

interface State {
  readonly n: number
  readonly mean: number
  readonly rise: number
  readonly fall: number
  readonly riseMin: number
  readonly fallMax: number
}

const settings = Type.Object(
  {
    delta: Type.Number({ default: 0.1, minimum: 0, description: 'Move that is tolerated, in the unit of what is judged' }),
    lambda: Type.Number({ default: 50, exclusiveMinimum: 0, description: 'Sum of deviations that alarms, in the unit of what is judged' }),
    alpha: Type.Number({
      default: 1,
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Share of the sum that is kept a row; below 1 it forgets δ too, and quiet rows alarm',
    }),
    minRows: Type.Integer({ default: 30, minimum: 1, description: 'Rows before anything is judged' }),
    mode: Type.Union([Type.Literal('up'), Type.Literal('down'), Type.Literal('both')], { default: 'both', description: 'Moves that alarm' }),
    fromExtreme: Type.Boolean({ default: true, description: 'Measure a sum from its extreme so far; off: from 0, which is late after a long calm' }),
    ...scaleSettings,
  },
  { additionalProperties: false },
)

const initial: State = { n: 0, mean: 0, rise: 0, fall: 0, riseMin: 0, fallMax: 0 }

/** Sums that alarm; a direction that is not looked at never does. */
const limitsOf = (mode: Static<typeof settings>['mode'], lambda: number): readonly [rise: number, fall: number] => [
  mode === 'down' ? Infinity : lambda,
  mode === 'up' ? Infinity : lambda,
]

const folding = standardised({
  start: () => initial,
  fold(state: State, values, { delta, lambda, alpha, minRows, mode, fromExtreme }: Static<typeof settings>, raise: Raise) {
    const [riseAlarms, fallAlarms] = limitsOf(mode, lambda)
    let { n, mean, rise, fall, riseMin, fallMax } = state
    for (let index = 0; index < values.length; index++) {
      const x = values[index] as number
      n += 1
      mean += (x - mean) / n
      const deviation = x - mean
      rise = alpha * rise + deviation - delta
      fall = alpha * fall + deviation + delta
      if (fromExtreme) {
        if (rise < riseMin) riseMin = rise
        if (fall > fallMax) fallMax = fall
      }
      const up = rise - riseMin
      const down = fallMax - fall
      if (n >= minRows && (up > riseAlarms || down > fallAlarms)) {
        raise({ index, kind: 'drift', threshold: lambda, ...(up > riseAlarms ? { statistic: up, direction: 'up' } : { statistic: down, direction: 'down' }) })
        ;({ n, mean, rise, fall, riseMin, fallMax } = initial)
      }
    }
    return { n, mean, rise, fall, riseMin, fallMax }
  },
})

/**
 * Page–Hinkley test: sums of deviations from the running mean, against their extreme so far.
 *
 *   U = αU + (x − m − δ), alarm when U − min U > λ;   L = αL + (x − m + δ), alarm when max L − L > λ
 *
 * Starts anew after an alarm. δ and λ are in standard deviations of the first rows unless `standardise` is off: raw sums alarm every 30 rows on values of
 * a large unit. About two false alarms in a million quiet normal rows at the defaults, measured, not promised; `edetector/sr` promises.
 * Source: Page (1954), Continuous inspection schemes, Biometrika 41; presets: river 0.23 `PageHinkley`, Frouros 0.9 `PageHinkley`.
 */
export default defineSequential({
  name: 'stream/page-hinkley',
  summary: 'Page–Hinkley test for a moved mean',
  reads: 'numbers',
  settings,
  presets: {
    river: { standardise: false, delta: 0.005, alpha: 0.9999 },
    frouros: { standardise: false, delta: 0.005, alpha: 0.9999, mode: 'up', fromExtreme: false },
  },
  numbersMax: () => 6 + scaleNumbers,
  ...folding,
  show: ({ inner: { rise, fall, riseMin, fallMax } }) => ({ up: rise - riseMin, down: fallMax - fall }),
})
