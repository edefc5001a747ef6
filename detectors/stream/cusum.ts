import { type Static, Type } from 'typebox'
import { defineSequential, type Raise } from '../../contract/index.ts'
import { scaleNumbers, scaleSettings, standardised } from '../sequential/standardised.ts'

const settings = Type.Object(
  {
    kappa: Type.Number({ default: 0.5, minimum: 0, description: 'Move that is tolerated: half of the smallest that matters, in the unit of what is judged' }),
    h: Type.Union([Type.Null(), Type.Number({ exclusiveMinimum: 0 })], { default: null, description: 'Sum that alarms; null: from runLength' }),
    runLength: Type.Number({
      default: 1_000_000,
      minimum: 10,
      maximum: 1e15,
      description: 'Mean rows between false alarms on independent normal rows of the known center and scale',
    }),
    against: Type.Union([Type.Literal('baseline'), Type.Literal('running mean')], {
      default: 'baseline',
      description: 'What a value is held against; a running mean absorbs the change',
    }),
    twoSided: Type.Boolean({ default: true, description: 'A fall alarms too' }),
    minRows: Type.Integer({ default: 1, minimum: 1, description: 'Rows before anything is judged' }),
    ...scaleSettings,
    learnRows: Type.Integer({ ...scaleSettings.learnRows, default: 1000 }),
  },
  { additionalProperties: false },
)
type Settings = Static<typeof settings>

interface Sums {
  readonly n: number
  readonly mean: number
  readonly up: number
  readonly down: number
}

const initial: Sums = { n: 0, mean: 0, up: 0, down: 0 }

/** What an overshoot of the boundary adds to it, for normal steps. */
const overshoot = 1.166

/** Siegmund's run length of one sum: (e^b − 1 − b) / (2κ²), b = 2κ(h + 1.166); b² / 2 ÷ (2κ²) at κ = 0. */
function runLengthOf(h: number, kappa: number): number {
  if (kappa < 1e-6) return (h + overshoot) ** 2
  const b = 2 * kappa * (h + overshoot)
  return (Math.expm1(b) - b) / (2 * kappa * kappa)
}

/** Sum whose mean run length is the declared one; two sums alarm twice as often. */
function boundaryOf({ h, kappa, runLength, twoSided }: Settings): number {
  if (h !== null) return h
  const wanted = twoSided ? 2 * runLength : runLength
  let [low, high] = [0, 1]
  while (runLengthOf(high, kappa) < wanted) high *= 2
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2
    if (runLengthOf(middle, kappa) < wanted) low = middle
    else high = middle
  }
  return high
}

function fold(state: Sums, values: Float64Array, settings: Settings, raise: Raise): Sums {
  const { kappa, twoSided, minRows } = settings
  const threshold = boundaryOf(settings)
  const running = settings.against === 'running mean'
  let { n, mean, up, down } = state
  for (let index = 0; index < values.length; index++) {
    const x = values[index] as number
    n += 1
    if (running) mean += (x - mean) / n
    up = Math.max(0, up + x - mean - kappa)
    if (twoSided) down = Math.max(0, down - x + mean - kappa)
    if (n >= minRows && (up > threshold || down > threshold)) {
      raise({ index, kind: 'drift', threshold, ...(up > threshold ? { statistic: up, direction: 'up' } : { statistic: down, direction: 'down' }) })
      ;({ n, mean, up, down } = initial)
    }
  }
  return { n, mean, up, down }
}

/**
 * Cumulative sums of what exceeds a tolerated move.
 *
 *   S⁺ = max(0, S⁺ + z − κ), S⁻ = max(0, S⁻ − z − κ), z = (x − m₀) / σ₀, alarm when either > h
 *
 * m₀ and σ₀ are of the baseline, or learned from the first rows and then kept: both sums start anew after an alarm, and alarm again while the move lasts.
 * h follows from the declared run length, which holds for independent normal rows of known center and scale; learned from 1,000 rows it is a third to three times that.
 * Source: Page (1954), Biometrika 41; Siegmund (1985), Sequential Analysis, 2.57; preset: Frouros 0.9 `CUSUM`.
 */
export default defineSequential({
  name: 'stream/cusum',
  summary: 'Cumulative sums of deviations from the baseline',
  reads: 'numbers',
  settings,
  presets: { frouros: { standardise: false, against: 'running mean', kappa: 0.005, h: 50, twoSided: false, minRows: 30 } },
  numbersMax: () => 4 + scaleNumbers,
  ...standardised({ start: () => initial, fold }),
  show: ({ inner: { up, down } }) => ({ up, down }),
})
