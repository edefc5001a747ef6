import { type Static, Type } from 'typebox'
import { defineSequential, type Raise } from '../../contract/index.ts'
import { type Bounds, raiseMove } from '../sequential/moves.ts'

const settings = Type.Object(
  {
    drift: Type.Number({ default: 0.001, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Level of the bound that alarms' }),
    warning: Type.Number({ default: 0.005, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Level of the bound that warns' }),
    lambda: Type.Number({ default: 0.05, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Weight of the newest value' }),
    twoSided: Type.Boolean({ default: false, description: 'A fall alarms too' }),
    minRows: Type.Integer({ default: 1, minimum: 1, description: 'Rows before anything is judged' }),
    cut: Type.Union([Type.Null(), Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })], {
      default: null,
      description: 'Level of the bound that places the cut; null: that of drift',
    }),
    from: Type.Union([Type.Literal('first value'), Type.Literal('zero'), Type.Literal('first value above zero')], {
      default: 'first value',
      description: 'What a moving average starts from; river before 0.26 takes an average of 0 for none',
    }),
  },
  { additionalProperties: false },
)
type Settings = Static<typeof settings>

/** A moving average and the sum of its squared weights; null before its first value. */
interface Average {
  value: number | null
  squares: number
}

interface State {
  n: number
  all: Average
  /** Up to the cut where the average was lowest, and since. */
  low: { cut: number; before: Average; since: Average }
  /** Up to the cut where it was highest, and since. */
  high: { cut: number; before: Average; since: Average }
}

const none = (): Average => ({ value: null, squares: 1 })
const sides = (cut: number) => ({ cut, before: none(), since: none() })
const start = (): State => ({ n: 0, all: none(), low: sides(Number.MAX_VALUE), high: sides(-Number.MAX_VALUE) })

function add(average: Average, x: number, { lambda, from }: Settings): void {
  const started = average.value !== null && (average.value !== 0 || from !== 'first value above zero')
  const before = started ? (average.value ?? 0) : from === 'zero' ? 0 : x
  average.value = lambda * x + (1 - lambda) * before
  average.squares = lambda * lambda + (1 - lambda) ** 2 * average.squares
}

const boundOf = (squares: number, level: number): number => Math.sqrt((squares * Math.log(1 / level)) / 2)

function learn(now: State, x: number, settings: Settings): void {
  add(now.all, x, settings)
  const reach = boundOf(now.all.squares, settings.cut ?? settings.drift)
  const value = now.all.value ?? 0
  if (value + reach < now.low.cut) now.low = { cut: value + reach, before: { ...now.all }, since: none() }
  else add(now.low.since, x, settings)
  if (value - reach > now.high.cut) now.high = { cut: value - reach, before: { ...now.all }, since: none() }
  else add(now.high.since, x, settings)
}

/** @returns whether the average has drifted */
function judge(now: State, index: number, settings: Settings, raise: Raise): boolean {
  const { low, high } = now
  const bounds = (squares: number): Bounds => ({ drift: boundOf(squares, settings.drift), warning: boundOf(squares, settings.warning) })
  if (low.since.value !== null) {
    const rise = low.since.value - (low.before.value ?? 0)
    if (raiseMove({ index, statistic: rise, direction: 'up' }, bounds(low.before.squares + low.since.squares), false, raise)) return true
  }
  if (!settings.twoSided || high.since.value === null) return false
  const fall = (high.before.value ?? 0) - high.since.value
  return raiseMove({ index, statistic: fall, direction: 'down' }, bounds(high.before.squares + high.since.squares), false, raise)
}

/**
 * HDDM_W: a moving average since a cut against the one up to it, by McDiarmid's bound; no law is assumed beyond the range.
 *
 *   Z = λx + (1 − λ)Z, c = λ² + (1 − λ)²c from 1; cut where Z + √(c·log(1/δ)/2) is lowest; alarm when Z₂ − Z₁ > √((c₁ + c₂)·log(1/δ)/2)
 *
 * Values in [0, 1]. Starts anew after an alarm; two-sided on request.
 * Source: Frías-Blanco et al. (2015), Online and non-parametric drift detection methods based on Hoeffding's bounds, IEEE TKDE 27; presets: river 0.23
 * `HDDM_W`, Frouros 0.9 `HDDMW` (averages from 0, the cut placed at level λ, nothing before 30 rows).
 */
export default defineSequential({
  name: 'stream/hddm-w',
  summary: 'Moving average against its lowest cut by McDiarmid’s bound',
  reads: 'unit',
  settings,
  presets: { river: { from: 'first value above zero' }, frouros: { minRows: 30, cut: 0.05, from: 'zero' } },
  numbersMax: () => 13,
  start,
  fold(state: State, values, settings, raise) {
    let now = structuredClone(state)
    for (let index = 0; index < values.length; index++) {
      now.n += 1
      learn(now, values[index] as number, settings)
      if (now.n >= settings.minRows && judge(now, index, settings, raise)) now = start()
    }
    return now
  },
  show: ({ all }) => ({ average: all.value }),
})
