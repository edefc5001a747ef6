import { Type } from 'typebox'
import { defineSequential } from '../../contract/index.ts'

const settings = Type.Object(
  {
    alpha: Type.Number({ default: 0.05, exclusiveMinimum: 0, exclusiveMaximum: 0.5, description: 'Chance that it ever excludes the mean' }),
    tightAt: Type.Number({ default: 1000, minimum: 1, description: 'Rows at which it is tightest' }),
    against: Type.Union([Type.Null(), Type.Number()], { default: null, description: 'Mean whose exclusion alarms; null: it only shows' }),
    minRows: Type.Integer({ default: 100, minimum: 2, description: 'Rows before it may alarm: it rests on the normal law of means' }),
  },
  { additionalProperties: false },
)

interface State {
  readonly n: number
  readonly mean: number
  readonly squares: number
}

const initial: State = { n: 0, mean: 0, squares: 0 }

/** ρ² of the normal mixture that is tightest at `tightAt` rows. */
const mixtureOf = (alpha: number, tightAt: number): number => (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha)) + 1) / tightAt

/** Half of the interval's width after n rows, in standard deviations of a value. */
function reachOf(n: number, alpha: number, mixture: number): number {
  const spread = n * mixture + 1
  return Math.sqrt(((2 * spread) / (n * n * mixture)) * Math.log(Math.sqrt(spread) / alpha))
}

/** The interval of a mean that may be looked at after every row; no ends without a row. */
export function meanInterval(sample: { readonly n: number; readonly mean: number; readonly sd: number }, alpha: number, tightAt: number) {
  if (sample.n === 0) return { low: null, high: null }
  const reach = sample.sd * reachOf(sample.n, alpha, mixtureOf(alpha, tightAt))
  return { low: sample.mean - reach, high: sample.mean + reach }
}

const deviationOf = ({ n, squares }: State): number => (n > 1 ? Math.sqrt(squares / (n - 1)) : 0)

/**
 * Confidence sequence of a mean: intervals of which, with chance 1 − α, every single one holds the mean.
 *
 *   x̄ ± σ̂·√(2(nρ² + 1)/(n²ρ²)·ln(√(nρ² + 1)/α)), ρ² = (−2·ln α + ln(−2·ln α) + 1)/n*
 *
 * For charts that people watch all the time. Asymptotic: it rests on the normal law of means, so a stated mean is not judged before `minRows`. Starts anew after an alarm.
 * Both ends null without a row, and no width after one.
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), Time-uniform central limit theory and asymptotic confidence sequences, Annals of Statistics 52.
 */
export default defineSequential({
  name: 'confseq/mean',
  summary: 'Interval of a mean that may be looked at after every row',
  reads: 'numbers',
  settings,
  presets: {},
  numbersMax: () => 3,
  start: () => initial,
  fold(state: State, values, { alpha, tightAt, against, minRows }, raise) {
    const mixture = mixtureOf(alpha, tightAt)
    let { n, mean, squares } = state
    for (let index = 0; index < values.length; index++) {
      const x = values[index] as number
      const before = x - mean
      n += 1
      mean += before / n
      squares += before * (x - mean)
      if (against === null || n < minRows || squares === 0) continue
      const threshold = deviationOf({ n, mean, squares }) * reachOf(n, alpha, mixture)
      const away = mean - against
      if (Math.abs(away) <= threshold) continue
      raise({ index, kind: 'drift', statistic: Math.abs(away), threshold, direction: away > 0 ? 'up' : 'down' })
      ;({ n, mean, squares } = initial)
    }
    return { n, mean, squares }
  },
  show: (state, { alpha, tightAt }) => ({
    value: state.n > 0 ? state.mean : null,
    ...meanInterval({ n: state.n, mean: state.mean, sd: deviationOf(state) }, alpha, tightAt),
  }),
})
