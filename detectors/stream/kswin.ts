import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { type Static, Type } from 'typebox'
import { defineSequential, Failure } from '../../contract/index.ts'
import { distanceP } from '../cells/kolmogorov-smirnov.ts'
import { exactTwoSampleP } from '../cells/lattice.ts'

const settings = Type.Object(
  {
    alpha: Type.Number({ default: 1e-4, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'p at which it alarms; a test a row, so no false-alarm rate' }),
    windowRows: Type.Integer({ default: 100, minimum: 3, maximum: 10_000, description: 'Newest rows that are looked at' }),
    recentRows: Type.Integer({ default: 30, minimum: 1, maximum: 5000, description: 'Newest of them, held against the others' }),
    distanceMin: Type.Number({ default: 0.1, minimum: 0, exclusiveMaximum: 1, description: 'Distance that must be exceeded' }),
    older: Type.Union([Type.Literal('all'), Type.Literal('sample')], { default: 'all', description: 'All older rows, or as many as recent ones by lot' }),
    p: Type.Union([Type.Literal('stephens'), Type.Literal('exact')], { default: 'stephens', description: 'Law of the distance' }),
    afterAlarm: Type.Union([Type.Literal('keep recent'), Type.Literal('forget all')], { default: 'keep recent', description: 'What is left of the window' }),
    seed: Type.Integer({ default: 1, description: 'Of the lot' }),
  },
  { additionalProperties: false },
)
type Settings = Static<typeof settings>

interface State {
  /** Newest rows, oldest first. */
  readonly window: readonly number[]
  /** Of the generator; empty where nothing is drawn. */
  readonly lot: readonly number[]
  /** Smallest distance that alarms, in units of 1 ÷ (older · recent). */
  readonly critical: number
}

const olderRows = ({ older, windowRows, recentRows }: Settings): number => (older === 'all' ? windowRows - recentRows : recentRows)

/** The distance falls on a lattice, so its smallest place with p ≤ α is found once. */
function criticalDistance(settings: Settings): number {
  const [N, n] = [olderRows(settings), settings.recentRows]
  const alarms = (steps: number): boolean => {
    const distance = steps / (n * N)
    const p = settings.p === 'exact' ? exactTwoSampleP(distance, n, N) : distanceP(distance, N, n, false)
    return p <= settings.alpha && distance > settings.distanceMin
  }
  let [low, high] = [0, n * N + 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (alarms(middle)) high = middle
    else low = middle
  }
  return high
}

/** Largest difference of the cumulative counts of two sorted samples, each scaled to the other's size. */
function largestGap(a: Float64Array, b: Float64Array): number {
  let [i, j, largest] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i] as number, b[j] as number)
    while (i < a.length && a[i] === x) i += 1
    while (j < b.length && b[j] === x) j += 1
    largest = Math.max(largest, Math.abs(i * b.length - j * a.length))
  }
  return largest
}

/** Moves a sample without replacement to the front. */
function draw(values: Float64Array, rows: number, lot: ReturnType<typeof xoroshiro128plus>): Float64Array {
  for (let at = 0; at < rows; at++) {
    const other = uniformInt(lot, at, values.length - 1)
    const value = values[at] as number
    values[at] = values[other] as number
    values[other] = value
  }
  return values.subarray(0, rows)
}

function start(settings: Settings): State {
  const { recentRows, windowRows, older, seed } = settings
  if (windowRows - recentRows < (older === 'all' ? 1 : recentRows)) {
    throw new Failure('CONFIG', `stream/kswin: windowRows ${windowRows} leaves too few older rows beside recentRows ${recentRows}`)
  }
  return { window: [], lot: older === 'sample' ? [...xoroshiro128plus(seed).getState()] : [], critical: criticalDistance(settings) }
}

/**
 * KSWIN: Kolmogorov–Smirnov distance of the newest rows from the rows before them in a sliding window.
 *
 *   alarm when p(D) ≤ α and D > 0.1
 *
 * Sees a change of any kind but no direction; ties make it blind, so not for errors of 0 and 1. Ours compares all older rows; the originals draw as many by lot.
 * Source: Raab, Heusinger and Schleif (2020), Reactive soft prototype computing for concept drift streams, Neurocomputing 416; presets: river 0.23 `KSWIN`,
 * Frouros 0.9 `KSWIN`, both with a lot of our own.
 */
export default defineSequential({
  name: 'stream/kswin',
  summary: 'Kolmogorov–Smirnov distance of the newest rows from those before',
  reads: 'numbers',
  settings,
  presets: {
    river: { alpha: 0.005, older: 'sample', p: 'exact', afterAlarm: 'forget all' },
    frouros: { older: 'sample', p: 'exact', distanceMin: 0, afterAlarm: 'forget all' },
  },
  numbersMax: ({ windowRows }) => windowRows + 5,
  start,
  fold(state: State, values, settings, raise) {
    const { windowRows, recentRows, afterAlarm } = settings
    const [before, N] = [windowRows - recentRows, olderRows(settings)]
    const lot = state.lot.length > 0 ? xoroshiro128plusFromState(state.lot) : null
    const all = new Float64Array(state.window.length + values.length)
    all.set(state.window)
    all.set(values, state.window.length)
    const [older, recent] = [new Float64Array(before), new Float64Array(recentRows)]
    let from = 0
    for (let end = state.window.length + 1; end <= all.length; end++) {
      if (end - from < windowRows) continue
      from = end - windowRows
      older.set(all.subarray(from, end - recentRows))
      recent.set(all.subarray(end - recentRows, end))
      const gap = largestGap((lot ? draw(older, N, lot) : older).sort(), recent.sort())
      if (gap < state.critical) continue
      const unit = N * recentRows
      raise({ index: end - 1 - state.window.length, kind: 'drift', statistic: gap / unit, threshold: state.critical / unit, direction: 'other' })
      from = afterAlarm === 'keep recent' ? end - recentRows : end
    }
    const window = Array.from(all.subarray(Math.max(from, all.length - windowRows)))
    return { window, lot: lot ? [...lot.getState()] : [], critical: state.critical }
  },
  show: ({ window }) => ({ rows: window.length }),
})
