import { type Static, Type } from 'typebox'
import { defineSequential } from '../../contract/index.ts'

const settings = Type.Object(
  {
    warmRows: Type.Integer({ default: 30, minimum: 0, description: 'Rows before the longest distance is kept' }),
    warmErrors: Type.Integer({ default: 30, minimum: 1, description: 'Errors before anything is judged' }),
    alpha: Type.Number({ default: 0.95, exclusiveMinimum: 0, maximum: 1, description: 'Share of the longest distance under which it warns' }),
    beta: Type.Number({ default: 0.9, exclusiveMinimum: 0, maximum: 1, description: 'Share of the longest distance under which it alarms' }),
    sample: Type.Boolean({ default: true, description: 'Deviation of a sample (÷ errors − 1); off: ÷ errors' }),
    heldWarning: Type.Boolean({
      default: true,
      description: 'A warning stands on every row until an error takes it back; off: only on the error that raised it',
    }),
  },
  { additionalProperties: false },
)

interface State {
  n: number
  errors: number
  lastError: number
  mean: number
  squares: number
  longest: number
  /** Share that warned last; null when no warning stands. */
  warned: number | null
}
type Settings = Static<typeof settings>

const initial: Readonly<State> = { n: 0, errors: 0, lastError: 0, mean: 0, squares: 0, longest: -1, warned: null }

/** Counts one more error, and its distance from the one before. */
function addError(now: State): void {
  const distance = now.n - now.lastError
  const before = distance - now.mean
  now.errors += 1
  now.mean += before / now.errors
  now.squares += before * (distance - now.mean)
  now.lastError = now.n
}

/** Share of the longest distance that the newest error leaves; null where nothing is judged. */
function levelOf(now: State, { warmRows, warmErrors, sample }: Settings): number | null {
  if (now.n <= warmRows) return null
  const divisor = sample ? now.errors - 1 : now.errors
  const reach = now.mean + 2 * Math.sqrt(divisor > 0 ? now.squares / divisor : 0)
  if (reach > now.longest) now.longest = reach
  else if (now.errors > warmErrors) return reach / now.longest
  return null
}

/** Takes one more error, which may raise a warning or take it back. @returns its level, as `levelOf` does */
function levelWithError(now: State, settings: Settings): number | null {
  addError(now)
  const level = levelOf(now, settings)
  if (level !== null && level >= settings.beta) now.warned = level < settings.alpha ? level : null
  return level
}

/**
 * Early drift detection method: the distance between errors against its longest so far.
 *
 *   q = mean + 2·sd of the distances; alarm when q / max q < β, warning under α
 *
 * Sees errors that come closer together only, starts anew after an alarm. About one false alarm in 3,000 quiet rows.
 * Source: Baena-García et al. (2006), Early drift detection method; presets: river 0.23 `EDDM`, Frouros 0.9 `EDDM`.
 */
export default defineSequential({
  name: 'stream/eddm',
  summary: 'Distance between errors against its longest',
  reads: 'bits',
  settings,
  presets: { river: {}, frouros: { warmRows: 29, warmErrors: 29, sample: false, heldWarning: false } },
  numbersMax: () => 7,
  start: () => initial,
  fold(state: Readonly<State>, values, settings, raise) {
    const now = { ...state }
    for (let index = 0; index < values.length; index++) {
      now.n += 1
      if (!settings.heldWarning) now.warned = null
      const level = values[index] === 1 ? levelWithError(now, settings) : null
      if (now.warned !== null) raise({ index, kind: 'warning', statistic: now.warned, threshold: settings.alpha, direction: 'up' })
      if (level === null || level >= settings.beta) continue
      raise({ index, kind: 'drift', statistic: level, threshold: settings.beta, direction: 'up' })
      Object.assign(now, initial)
    }
    return now
  },
  show: ({ errors, mean }) => ({ distance: errors > 0 ? mean : null }),
})
