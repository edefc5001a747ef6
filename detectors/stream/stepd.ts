import { Type } from 'typebox'
import { defineSequential } from '../../contract/index.ts'
import { normal } from '../math/normal.ts'

const settings = Type.Object(
  {
    drift: Type.Number({ default: 0.003, exclusiveMinimum: 0, exclusiveMaximum: 0.5, description: 'p under which it alarms' }),
    warning: Type.Number({ default: 0.05, exclusiveMinimum: 0, exclusiveMaximum: 0.5, description: 'p under which it warns' }),
    windowRows: Type.Integer({ default: 30, minimum: 2, maximum: 100_000, description: 'Newest rows that are compared with all before' }),
  },
  { additionalProperties: false },
)

interface State {
  readonly n: number
  readonly ones: number
  /** The newest rows as text of 0 and 1, oldest first. */
  readonly window: string
}

const initial: State = { n: 0, ones: 0, window: '' }

/**
 * STEPD: the share in the newest rows against the share before, by the test of two proportions with continuity correction.
 *
 *   T = (|r_o/n_o − r_r/w| − ½(1/n_o + 1/w)) / √(p(1 − p)(1/n_o + 1/w)), from 2w rows on; alarm when 1 − Φ(|T|) < 0.003
 *
 * Two-sided: an improvement alarms too, and it does not matter whether a 1 is an error. Starts anew after an alarm. Every row is a test, so p is no false-alarm rate.
 * Source: Nishida and Yamauchi (2007), Detecting concept drift using statistical testing, Discovery Science; the defaults are Frouros 0.9 `STEPD`.
 */
export default defineSequential({
  name: 'stream/stepd',
  summary: 'Share in the newest rows against the share before',
  reads: 'bits',
  settings,
  presets: { frouros: {} },
  numbersMax: ({ windowRows }) => windowRows + 2,
  start: () => initial,
  fold(state: State, values, { drift, warning, windowRows }, raise) {
    const [driftAt, warningAt] = [normal.upperQuantile(drift), normal.upperQuantile(warning)]
    const ring = Uint8Array.from({ length: windowRows }, (_, at) => Number(state.window[at] ?? 0))
    let { n, ones } = state
    let [newest, place] = [state.window.split('1').length - 1, n < windowRows ? n : 0]
    for (let index = 0; index < values.length; index++) {
      const x = values[index] as number
      newest += x - (ring[place] as number)
      ring[place] = x
      place = (place + 1) % windowRows
      ones += x
      n += 1
      if (n < 2 * windowRows) continue
      const both = 1 / (n - windowRows) + 1 / windowRows
      const difference = newest / windowRows - (ones - newest) / (n - windowRows)
      const share = ones / n
      const statistic = Math.abs((Math.abs(difference) - 0.5 * both) / Math.sqrt(share * (1 - share) * both))
      const direction = difference > 0 ? 'up' : 'down'
      if (statistic > driftAt) {
        raise({ index, kind: 'drift', statistic, threshold: driftAt, direction })
        ;({ n, ones } = initial)
        ;[newest, place] = [0, 0]
        ring.fill(0)
      } else if (statistic > warningAt) raise({ index, kind: 'warning', statistic, threshold: warningAt, direction })
    }
    const ordered = n < windowRows ? ring.subarray(0, n) : Uint8Array.of(...ring.subarray(place), ...ring.subarray(0, place))
    return { n, ones, window: ordered.join('') }
  },
  show: ({ n, ones }) => ({ share: n > 0 ? ones / n : null }),
})
