import { type Static, Type } from 'typebox'
import { defineSequential, type Raise } from '../../contract/index.ts'
import { type Bounds, raiseMove } from '../sequential/moves.ts'

const settings = Type.Object(
  {
    drift: Type.Number({ default: 0.001, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Level of the bound that alarms' }),
    warning: Type.Number({ default: 0.005, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Level of the bound that warns' }),
    twoSided: Type.Boolean({ default: false, description: 'A fall alarms too' }),
    minRows: Type.Integer({ default: 1, minimum: 1, description: 'Rows before anything is judged' }),
    tails: Type.Union([Type.Literal(1), Type.Literal(2)], { default: 2, description: 'Tails among which the level is shared' }),
  },
  { additionalProperties: false },
)
type Settings = Static<typeof settings>

interface State {
  n: number
  mean: number
  /** Cut below which the mean was lowest, and above which it was highest. */
  lowN: number
  lowMean: number
  highN: number
  highMean: number
}

const initial: Readonly<State> = { n: 0, mean: 0, lowN: 0, lowMean: 0, highN: 0, highMean: 0 }

function add(now: State, x: number, confidence: number): void {
  now.n += 1
  now.mean += (1 / now.n) * (x - now.mean)
  const bound = (n: number): number => Math.sqrt((1 / (2 * n)) * confidence)
  const own = bound(now.n)
  if (now.lowN === 0 || now.lowMean + bound(now.lowN) >= now.mean + own) {
    now.lowN = now.n
    now.lowMean = now.mean
  }
  if (now.highN === 0 || now.highMean - bound(now.highN) <= now.mean - own) {
    now.highN = now.n
    now.highMean = now.mean
  }
}

/** Hoeffding bounds of a mean that moved since its cut; none at the cut itself. */
function boundsOf(n: number, cut: number, { drift, warning, tails }: Settings): Bounds {
  const half = n === cut ? Infinity : (((n - cut) / cut) * (1 / n)) / 2
  return { drift: Math.sqrt(half * Math.log(tails / drift)), warning: Math.sqrt(half * Math.log(tails / warning)) }
}

/** @returns whether the mean has drifted */
function judge(now: State, index: number, settings: Settings, raise: Raise): boolean {
  const rise = { index, statistic: now.mean - now.lowMean, direction: 'up' } as const
  const fall = { index, statistic: now.highMean - now.mean, direction: 'down' } as const
  const rose = raiseMove(rise, boundsOf(now.n, now.lowN, settings), true, raise)
  if (rose || !settings.twoSided) return rose
  return raiseMove(fall, boundsOf(now.n, now.highN, settings), true, raise)
}

/**
 * HDDM_A: the mean of all rows against the mean up to a cut, by Hoeffding's bound; no law is assumed beyond the range.
 *
 *   cut where X̄ + ε is lowest, ε(n) = √(log(1/δ)/2n); alarm when Z̄ − X̄ ≥ √(½·(n − n_x)/(n·n_x)·log(2/δ))
 *
 * Values in [0, 1]. Starts anew after an alarm; two-sided on request.
 * Source: Frías-Blanco et al. (2015), Online and non-parametric drift detection methods based on Hoeffding's bounds, IEEE TKDE 27; presets: river 0.23
 * `HDDM_A`, Frouros 0.9 `HDDMA` (log(1/δ), nothing before 30 rows).
 */
export default defineSequential({
  name: 'stream/hddm-a',
  summary: 'Mean against its lowest cut by Hoeffding’s bound',
  reads: 'unit',
  settings,
  presets: { river: {}, frouros: { minRows: 30, tails: 1 } },
  numbersMax: () => 6,
  start: () => initial,
  fold(state: Readonly<State>, values, settings, raise) {
    const now = { ...state }
    const confidence = Math.log(1 / settings.drift)
    for (let index = 0; index < values.length; index++) {
      add(now, values[index] as number, confidence)
      if (now.n < settings.minRows) continue
      if (judge(now, index, settings, raise)) Object.assign(now, initial)
    }
    return now
  },
  show: ({ n, mean }) => ({ mean: n > 0 ? mean : null }),
})
