import { type Static, Type } from 'typebox'
import { defineSequential, type Raise } from '../../contract/index.ts'

const settings = Type.Object(
  {
    minRows: Type.Integer({ default: 129, minimum: 1, description: 'Rows before anything is judged' }),
    warning: Type.Number({ default: 1.773, exclusiveMinimum: 0, description: 'Standard deviations above the best level that warn' }),
    drift: Type.Number({ default: 2.258, exclusiveMinimum: 0, description: 'Standard deviations above the best level that alarm' }),
    keptRows: Type.Integer({ default: 7000, minimum: 1, maximum: 100_000, description: 'Newest rows that a concept is learned from again' }),
    conceptRowsMax: Type.Integer({ default: 40_000, minimum: 2, description: 'Rows after which a calm concept is learned again from the newest' }),
    warningRowsMax: Type.Integer({ default: 1400, minimum: 1, description: 'Rows in the warning zone after which it alarms' }),
    replay: Type.Boolean({ default: true, description: 'Learn the new concept from the kept rows after an alarm; off: start anew' }),
  },
  { additionalProperties: false },
)
type Settings = Static<typeof settings>

interface State {
  n: number
  share: number
  /** Share and its standard deviation where their sum was smallest; 2 and 0 before there is one. */
  best: number
  bestDeviation: number
  warnings: number
  /** The rows kept are learned from again at the next row; `alarmed`: the best level too. */
  relearn: 'no' | 'calm' | 'alarmed'
  /** Newest rows as text of 0 and 1, oldest first. */
  kept: string
}

const initial: Readonly<State> = { n: 0, share: 0, best: 2, bestDeviation: 0, warnings: 0, relearn: 'no', kept: '' }

function add(now: State, x: number): void {
  now.n += 1
  now.share += (x - now.share) / now.n
}

const deviationOf = ({ n, share }: State): number => Math.sqrt((share * (1 - share)) / n)

function keepBest(now: State): void {
  const deviation = deviationOf(now)
  if (now.share + deviation >= now.best + now.bestDeviation) return
  now.best = now.share
  now.bestDeviation = deviation
}

/** Learns the concept again from the rows kept. */
function learnAgain(now: State, kept: readonly number[], minRows: number): void {
  const alarmed = now.relearn === 'alarmed'
  Object.assign(now, { ...initial })
  for (const x of kept) {
    add(now, x)
    if (alarmed && now.n >= minRows) keepBest(now)
  }
}

/** What the level has reached: warnings are counted, and too many of them are a drift. */
function zoneOf(now: State, { warning, drift, warningRowsMax }: Settings): 'calm' | 'warning' | 'drift' {
  const level = now.share + deviationOf(now)
  if (level > now.best + drift * now.bestDeviation) return 'drift'
  if (level <= now.best + warning * now.bestDeviation) {
    now.warnings = 0
    return 'calm'
  }
  if (now.warnings >= warningRowsMax) return 'drift'
  now.warnings += 1
  return 'warning'
}

function judge(now: State, index: number, settings: Settings, raise: Raise): ReturnType<typeof zoneOf> {
  keepBest(now)
  const zone = zoneOf(now, settings)
  if (zone === 'calm') return zone
  const threshold = now.best + settings[zone] * now.bestDeviation
  raise({ index, kind: zone, statistic: now.share + deviationOf(now), threshold, direction: 'up' })
  return zone
}

/** What follows an alarm. @returns the rows that the new concept is learned from: the newest alone where no warning led to it, or too many did */
function drifted(now: State, kept: number[], { replay, warningRowsMax }: Settings): number[] {
  const { warnings } = now
  Object.assign(now, replay ? { relearn: 'alarmed' } : { ...initial, warnings })
  return warnings === 0 || warnings >= warningRowsMax ? kept.slice(-1) : kept
}

/**
 * Reactive drift detection method: DDM that forgets the oldest rows of a long calm, and alarms after a long warning.
 *
 * Sees a rise only. After an alarm the new concept is learned from the rows kept; Frouros' `reset()` starts anew instead and goes on counting warnings.
 * Source: Barros, Cabral, Gonçalves and Santos (2017), RDDM: Reactive drift detection method, Expert Systems with Applications 90; preset: Frouros 0.9 `RDDM`.
 */
export default defineSequential({
  name: 'stream/rddm',
  summary: 'Share of errors against its best level in the newest rows',
  reads: 'bits',
  settings,
  presets: { frouros: { replay: false } },
  numbersMax: ({ keptRows }) => keptRows + 6,
  start: () => ({ ...initial }),
  fold(state: Readonly<State>, values, settings, raise) {
    const now = { ...state }
    let kept = Array.from(state.kept, Number)
    for (let index = 0; index < values.length; index++) {
      const x = values[index] as number
      if (now.relearn !== 'no') learnAgain(now, kept.slice(-settings.keptRows), settings.minRows)
      kept.push(x)
      // Cut in pieces, so that a row costs no move of all.
      if (kept.length > 2 * settings.keptRows) kept = kept.slice(-settings.keptRows)
      add(now, x)
      if (now.n < settings.minRows) continue
      const zone = judge(now, index, settings, raise)
      if (zone === 'drift') kept = drifted(now, kept, settings)
      else if (zone === 'calm' && now.n >= settings.conceptRowsMax) now.relearn = 'calm'
    }
    return { ...now, kept: kept.slice(-settings.keptRows).join('') }
  },
  show: ({ n, share }) => ({ share: n > 0 ? share : null }),
})
