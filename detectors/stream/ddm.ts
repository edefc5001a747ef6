import { Type } from 'typebox'
import { defineSequential } from '../../contract/index.ts'

const settings = Type.Object(
  {
    warmRows: Type.Integer({ default: 30, minimum: 0, description: 'Rows that are not judged' }),
    warning: Type.Number({ default: 2, exclusiveMinimum: 0, description: 'Standard deviations above the best level that warn' }),
    drift: Type.Number({ default: 3, exclusiveMinimum: 0, description: 'Standard deviations above the best level that alarm' }),
    errorsMin: Type.Integer({ default: 5, minimum: 0, description: 'Errors before anything is judged; with 0, the first error after a perfect start alarms' }),
  },
  { additionalProperties: false },
)

interface State {
  readonly n: number
  readonly errors: number
  readonly share: number
  /** Share and its standard deviation where their sum was smallest; 2 and 0 before there is one. */
  readonly best: number
  readonly bestDeviation: number
}

const initial: State = { n: 0, errors: 0, share: 0, best: 2, bestDeviation: 0 }

/**
 * Drift detection method: the share of errors against its best level so far.
 *
 *   s = √(p(1 − p)/t); alarm when p + s > p_min + 3·s_min, warning from 2, with p_min and s_min at the smallest p + s
 *
 * Sees a rise only, starts anew after an alarm; a row in the warning zone warns each time.
 * Source: Gama, Medas, Castillo and Rodrigues (2004), Learning with drift detection, SBIA; presets: river 0.23 `DDM`, Frouros 0.9 `DDM`.
 */
export default defineSequential({
  name: 'stream/ddm',
  summary: 'Share of errors against its best level',
  reads: 'bits',
  settings,
  presets: { river: { errorsMin: 0 }, frouros: { errorsMin: 0, warmRows: 29 } },
  numbersMax: () => 5,
  start: () => initial,
  fold(state: State, values, { warmRows, warning, drift, errorsMin }, raise) {
    let { n, errors, share, best, bestDeviation } = state
    for (let index = 0; index < values.length; index++) {
      const x = values[index] as number
      n += 1
      errors += x
      share += (x - share) / n
      if (n <= warmRows || errors < errorsMin) continue
      const deviation = Math.sqrt((share * (1 - share)) / n)
      const level = share + deviation
      if (level <= best + bestDeviation) {
        best = share
        bestDeviation = deviation
      }
      if (level > best + drift * bestDeviation) {
        raise({ index, kind: 'drift', statistic: level, threshold: best + drift * bestDeviation, direction: 'up' })
        ;({ n, errors, share, best, bestDeviation } = initial)
      } else if (level > best + warning * bestDeviation) {
        raise({ index, kind: 'warning', statistic: level, threshold: best + warning * bestDeviation, direction: 'up' })
      }
    }
    return { n, errors, share, best, bestDeviation }
  },
  show: ({ n, share }) => ({ share: n > 0 ? share : null }),
})
