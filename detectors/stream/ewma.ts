import { type Static, Type } from 'typebox'
import { defineSequential } from '../../contract/index.ts'

const settings = Type.Object(
  {
    lambda: Type.Number({ default: 0.2, exclusiveMinimum: 0, maximum: 1, description: 'Weight of the newest error' }),
    runLength: Type.Union([Type.Literal(100), Type.Literal(400), Type.Literal(1000)], { default: 400, description: 'Mean rows between false alarms' }),
    warning: Type.Number({ default: 0.5, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Share of the limit that warns' }),
    minRows: Type.Integer({ default: 30, minimum: 1, description: 'Rows before anything is judged' }),
  },
  { additionalProperties: false },
)

interface State {
  readonly n: number
  readonly share: number
  readonly average: number
}

const initial: State = { n: 0, share: 0, average: 0 }

/** Coefficients of 1, p, p³, p⁵, p⁷ of the limit that gives a run length, fitted by the authors. */
const limits: Readonly<Record<Static<typeof settings>['runLength'], readonly [number, number, number, number, number]>> = {
  100: [2.76, -6.23, 18.12, -312.45, 1002.18],
  400: [3.97, -6.56, 48.73, -330.13, 848.18],
  1000: [1.17, 7.56, -21.24, 112.12, -987.23],
}

/**
 * EWMA chart of errors (ECDD): a moving average against its limit above the running share of errors.
 *
 *   Z = (1 − λ)Z + λx from 0; σ² = p(1 − p)·λ/(2 − λ)·(1 − (1 − λ)^2t); alarm when Z > p + L(p)σ, warning at a share of L
 *
 * Sees a rise only, starts anew after an alarm. A run length of 400 means what it says: a false alarm every 400 rows or so.
 * Source: Ross, Adams, Tasoulis and Hand (2012), Exponentially weighted moving average charts for detecting concept drift, Pattern Recognition Letters 33;
 * the defaults are Frouros 0.9 `ECDDWT`.
 */
export default defineSequential({
  name: 'stream/ewma',
  summary: 'EWMA chart of errors',
  reads: 'bits',
  settings,
  presets: { frouros: {} },
  numbersMax: () => 3,
  start: () => initial,
  fold(state: State, values, { lambda, runLength, warning, minRows }, raise) {
    const [c0, c1, c3, c5, c7] = limits[runLength]
    let { n, share, average } = state
    for (let index = 0; index < values.length; index++) {
      const x = values[index] as number
      n += 1
      share += (x - share) / n
      average = lambda * x + (1 - lambda) * average
      if (n < minRows) continue
      const squared = share * share
      const limit = c0 + share * (c1 + squared * (c3 + squared * (c5 + squared * c7)))
      const reach = limit * Math.sqrt((lambda / (2 - lambda)) * (1 - (1 - lambda) ** (2 * n)) * share * (1 - share))
      if (average > share + reach) {
        raise({ index, kind: 'drift', statistic: average, threshold: share + reach, direction: 'up' })
        ;({ n, share, average } = initial)
      } else if (average > share + warning * reach) raise({ index, kind: 'warning', statistic: average, threshold: share + warning * reach, direction: 'up' })
    }
    return { n, share, average }
  },
  show: ({ n, share, average }) => ({ share: n > 0 ? share : null, average: n > 0 ? average : null }),
})
