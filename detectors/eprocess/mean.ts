import { type Static, Type } from 'typebox'
import { defineSequential } from '../../contract/index.ts'
import { againstMean, betNumbers, betSettings, betsOf, meanSettings, startBets } from '../sequential/learned-mean.ts'

const settings = Type.Object(
  {
    alpha: Type.Number({ default: 1e-4, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Chance of ever alarming while the mean is well' }),
    restart: Type.Boolean({ default: true, description: 'Start anew after an alarm; off: alarm once and go on' }),
    ...meanSettings,
    ...betSettings,
  },
  { additionalProperties: false },
)
type Settings = Static<typeof settings>

interface State {
  /** ln of the wealth of each bet. */
  readonly logs: readonly number[]
  readonly crossed: boolean
}

/** ln of the mean of exponentials. */
function logMean(logs: ArrayLike<number>): number {
  let largest = -Infinity
  for (let at = 0; at < logs.length; at++) largest = Math.max(largest, logs[at] as number)
  let sum = 0
  for (let at = 0; at < logs.length; at++) sum += Math.exp((logs[at] as number) - largest)
  return largest + Math.log(sum / logs.length)
}

const betting = againstMean({
  start: (settings: Settings): State => ({ logs: startBets(settings, 0), crossed: false }),
  fold(state: State, values, { mean, bets: given, alpha, restart }, raise) {
    const bets = betsOf(given, mean)
    const logs = Float64Array.from(state.logs)
    const threshold = -Math.log(alpha)
    let { crossed } = state
    for (let index = 0; index < values.length; index++) {
      const away = (values[index] as number) - mean
      for (let bet = 0; bet < logs.length; bet++) logs[bet] = (logs[bet] as number) + Math.log1p((bets[bet] as number) * away)
      const statistic = logMean(logs)
      if (crossed || statistic < threshold) continue
      raise({ index, kind: 'drift', statistic, threshold, direction: 'up' })
      if (restart) logs.fill(0)
      else crossed = true
    }
    return { logs: Array.from(logs), crossed }
  },
})

/**
 * e-process of a mean: the wealth of a mixture of bets against "the mean of values in [0, 1] is at most m".
 *
 *   E_t = mean over λ of Π(1 + λ(x − m)); alarm when E ≥ 1/α, statistic and threshold in ln
 *
 * May be looked at after every row: the chance that it ever alarms is at most α, for any law and any dependence under which each value's mean given the past is at
 * most m. m learned from the first rows is their upper Wilson end at 2 standard errors, which fails to cover in about 2 of 100 streams. Sees rises.
 * Source: Waudby-Smith and Ramdas (2024), Estimating means of bounded random variables by betting, JRSS B 86; Ville (1939).
 */
export default defineSequential({
  name: 'eprocess/mean',
  summary: 'Evidence, valid at any time, that a bounded mean has risen',
  reads: 'unit',
  settings,
  presets: {},
  numbersMax: () => betNumbers + 1,
  ...betting,
  show: ({ mean, inner: { logs } }) => {
    const logE = logMean(logs)
    return { mean, logE, e: Math.exp(Math.min(700, logE)), p: Math.min(1, Math.exp(-logE)) }
  },
})
