import { type Static, Type } from 'typebox'
import { defineSequential, type Raise } from '../../contract/index.ts'
import { scaleNumbers, scaleSettings, standardised } from '../sequential/standardised.ts'

interface State {
  readonly n: number
  readonly mean: number
  readonly average: number
}

const settings = Type.Object(
  {
    alpha: Type.Number({ default: 0.99, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Share of the moving average that is kept a row' }),
    lambda: Type.Number({ default: 0.36, exclusiveMinimum: 0, description: 'Moving average that alarms, in the unit of what is judged' }),
    minRows: Type.Integer({ default: 30, minimum: 1, description: 'Rows before anything is judged' }),
    twoSided: Type.Boolean({ default: true, description: 'A fall alarms too' }),
    ...scaleSettings,
  },
  { additionalProperties: false },
)

const initial: State = { n: 0, mean: 0, average: 0 }

const folding = standardised({
  start: () => initial,
  fold(state: State, values, { alpha, lambda, minRows, twoSided }: Static<typeof settings>, raise: Raise) {
    let { n, mean, average } = state
    for (let index = 0; index < values.length; index++) {
      const x = values[index] as number
      n += 1
      mean += (x - mean) / n
      average = alpha * average + (1 - alpha) * (x - mean)
      const size = twoSided ? Math.abs(average) : average
      if (n >= minRows && size > lambda) {
        raise({ index, kind: 'drift', statistic: size, threshold: lambda, direction: average > 0 ? 'up' : 'down' })
        ;({ n, mean, average } = initial)
      }
    }
    return { n, mean, average }
  },
})

/**
 * Geometric moving average of deviations from the running mean.
 *
 *   S = αS + (1 − α)(x − m), alarm when |S| > λ
 *
 * Starts anew after an alarm. S of quiet independent values has standard deviation σ√((1 − α)/(1 + α)): the default λ is five of them. Frouros' default
 * λ = 1 in raw units can never fire on errors of 0 and 1.
 * Source: Roberts (1959), Control chart tests based on geometric moving averages, Technometrics 1; preset: Frouros 0.9 `GeometricMovingAverage`.
 */
export default defineSequential({
  name: 'stream/gma',
  summary: 'Geometric moving average of deviations from the running mean',
  reads: 'numbers',
  settings,
  presets: { frouros: { standardise: false, lambda: 1, twoSided: false } },
  numbersMax: () => 3 + scaleNumbers,
  ...folding,
  show: ({ inner: { average } }) => ({ average }),
})
