import { Type } from 'typebox'
import { defineSequential } from '../../contract/index.ts'

const settings = Type.Object(
  {
    windowRows: Type.Integer({ default: 100, minimum: 2, maximum: 100_000, description: 'Newest rows that are compared with the best window' }),
    level: Type.Number({ default: 1e-6, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Level of Hoeffding’s bound' }),
    ones: Type.Union([Type.Literal('errors'), Type.Literal('correct')], { default: 'errors', description: 'What a 1 means' }),
  },
  { additionalProperties: false },
)

interface State {
  /** The newest rows as text of 0 and 1, oldest first; 1 is correct. */
  readonly window: string
  readonly best: number
}

const initial: State = { window: '', best: 0 }
const correctIn = (window: string): number => window.split('1').length - 1

/**
 * FHDDM: correct answers in the newest rows against the best window so far, by Hoeffding's bound.
 *
 *   alarm when max share − share > √(log(1/δ) / 2w)
 *
 * Sees a fall of the correct share only (`up` in errors), starts anew after an alarm.
 * Source: Pesaranghader and Viktor (2016), Fast Hoeffding drift detection method for evolving data streams, ECML PKDD; preset: river 0.23 `FHDDM` (1 = correct).
 */
export default defineSequential({
  name: 'stream/fhddm',
  summary: 'Errors in the newest rows against the best window',
  reads: 'bits',
  settings,
  presets: { river: { ones: 'correct' } },
  numbersMax: ({ windowRows }) => windowRows + 1,
  start: () => initial,
  fold(state: State, values, { windowRows, level, ones }, raise) {
    const threshold = Math.sqrt(Math.log(1 / level) / (2 * windowRows))
    const ring = Uint8Array.from({ length: windowRows }, (_, at) => Number(state.window[at] ?? 0))
    // Rows in the ring; it is written at `at % windowRows` and full from windowRows on.
    let [at, correct, best] = [state.window.length, correctIn(state.window), state.best]
    for (let index = 0; index < values.length; index++) {
      const x = ones === 'correct' ? (values[index] as number) : 1 - (values[index] as number)
      const place = at % windowRows
      if (at >= windowRows) correct -= ring[place] as number
      ring[place] = x
      correct += x
      at += 1
      if (at < windowRows) continue
      const share = correct / windowRows
      best = Math.max(best, share)
      if (best - share <= threshold) continue
      raise({ index, kind: 'drift', statistic: best - share, threshold, direction: ones === 'correct' ? 'down' : 'up' })
      ;[at, correct, best] = [0, 0, 0]
    }
    const oldest = at >= windowRows ? at % windowRows : 0
    const ordered = [...ring.subarray(oldest), ...ring.subarray(0, oldest)].slice(0, Math.min(at, windowRows))
    return { window: ordered.join(''), best }
  },
  show: ({ window }) => ({ share: window.length > 0 ? correctIn(window) / window.length : null }),
})
