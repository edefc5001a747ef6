import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { Failure, readSettings, type Sequential, type SequentialAlarm, type SequentialState, sequentialSettings } from '../../../contract/index.ts'
import { normalDraws, uniformDraws } from '../../../detectors/math/draws.ts'
import { sequentialDetectors } from '../../../detectors/sequential.ts'

// One suite for all: a file in a family folder is covered without a line of test.

const detectors = [...sequentialDetectors.values()]

/** Values that a detector reads, whose mean rises by `rise` at row `at`. */
function streamOf({ reads }: Sequential, seed: number, rows: number, [at, rise]: readonly [number, number] = [rows, 0]): Float64Array {
  const [uniform, normal] = [uniformDraws(seed), normalDraws(seed)]
  const shift = (row: number): number => (row >= at ? rise : 0)
  const draw: Record<Sequential['reads'], (row: number) => number> = {
    numbers: row => normal() + 10 * shift(row),
    unit: row => Math.min(1, uniform() * 0.3 + shift(row)),
    bits: row => (uniform() < 0.15 + shift(row) ? 1 : 0),
  }
  return Float64Array.from({ length: rows }, (_, row) => draw[reads](row))
}

const presetsOf = (detector: Sequential) => [undefined, ...Object.keys(detector.presets)]

/** Settings whose learning is short, so that short streams are judged too. */
function briefly(detector: Sequential, preset?: string): Record<string, unknown> {
  const settings = sequentialSettings(detector, preset) as Record<string, unknown>
  return 'learnRows' in settings ? { ...settings, learnRows: 50 } : settings
}

const numbersIn = (value: unknown): number => {
  // A text of 0 and 1 is as many bits; others are words.
  if (typeof value === 'string') return /^[01]*$/.test(value) ? value.length : 1
  return typeof value === 'object' && value !== null ? Object.values(value).reduce<number>((sum, one) => sum + numbersIn(one), 0) : 1
}

const copied = (state: SequentialState): SequentialState => JSON.parse(JSON.stringify(state)) as SequentialState

/** Alarms of a stream that is cut at these rows, its state going through JSON at each. */
function inPieces(detector: Sequential, settings: unknown, values: Float64Array, cuts: readonly number[]) {
  const borders = [0, ...cuts.map(cut => cut % (values.length + 1)).toSorted((a, b) => a - b), values.length]
  let state = copied(detector.start(settings))
  const alarms: SequentialAlarm[] = []
  for (const [at, from] of borders.slice(0, -1).entries()) {
    const folded = detector.fold(state, values.subarray(from, borders[at + 1]), settings)
    alarms.push(...folded.alarms.map(alarm => ({ ...alarm, index: alarm.index + from })))
    state = copied(folded.state)
  }
  return { state, alarms }
}

function expectSound(detector: Sequential, state: SequentialState, settings: unknown): void {
  expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  for (const [key, number] of Object.entries(detector.show(state, settings)))
    expect(number === null || Number.isFinite(number), `${key} is ${number}`).toBe(true)
  expect(numbersIn(state.inner)).toBeLessThanOrEqual(detector.numbersMax(settings))
}

const edges: Readonly<Record<string, readonly number[]>> = {
  empty: [],
  'one value': [1],
  constant: Array.from({ length: 300 }, () => 1),
  zeros: Array.from({ length: 300 }, () => 0),
  'all NaN': Array.from({ length: 300 }, () => Number.NaN),
  infinities: Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? Infinity : -Infinity)),
  'values beyond measure': Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? 1.7e308 : -1.7e308)),
  'huge values': Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? 9e99 : -9e99)),
  'tiny values': Array.from({ length: 300 }, (_, at) => at * 5e-324),
}

const cases = detectors.flatMap(detector => presetsOf(detector).map(preset => ({ title: `${detector.name} ${preset ?? 'ours'}`, detector, preset })))

describe.each(cases)('$title', ({ detector, preset }) => {
  const settings = briefly(detector, preset)
  const moved = streamOf(detector, 3, 1500, [900, 0.5])

  it.each(Object.entries(edges))('keeps a sound state: %s', (_, values) => {
    const { state, alarms } = detector.fold(detector.start(settings), Float64Array.from(values), settings)
    expectSound(detector, state, settings)
    expect(state.rows).toBe(values.length)
    const admitted = values.filter(value => Number.isFinite(value) && Math.abs(value) <= 1e100).length
    if (admitted === 0) expect(alarms).toEqual([])
    if (values.every(value => value === 1 || value === 0)) expect([state.notFinite, state.outside]).toEqual([0, 0])
  })

  test.prop([fc.array(fc.nat(), { maxLength: 6 })], { numRuns: 8 })('goes on after a restart at any row as if nothing had been', cuts => {
    const whole = detector.fold(detector.start(settings), moved, settings)
    const { state, alarms } = inPieces(detector, settings, moved, cuts)
    expect(alarms).toEqual(whole.alarms)
    expect(state).toEqual(whole.state)
  })

  it('says of one value at a time what it says of all', () => {
    const some = moved.subarray(850, 1150)
    let state = detector.start(settings)
    const rows: number[] = []
    for (const [index, value] of some.entries()) {
      const folded = detector.step(state, value, settings)
      rows.push(...folded.alarms.map(() => index))
      state = folded.state
    }
    expect(rows).toEqual(detector.fold(detector.start(settings), some, settings).alarms.map(({ index }) => index))
  })

  it('counts and skips NaN and infinities, and sees what comes after', () => {
    const holed = Float64Array.from({ length: 2 * moved.length }, (_, at) => (at % 2 === 0 ? (moved[at / 2] as number) : at % 4 === 1 ? Number.NaN : Infinity))
    const [whole, skipped] = [moved, holed].map(values => detector.fold(detector.start(settings), values, settings)) as [
      ReturnType<Sequential['fold']>,
      ReturnType<Sequential['fold']>,
    ]
    expect(skipped.alarms).toEqual(whole.alarms.map(alarm => ({ ...alarm, index: 2 * alarm.index })))
    expect([skipped.state.notFinite, skipped.state.outside, skipped.state.inner]).toEqual([moved.length, 0, whole.state.inner])
  })

  it('leaves what it is given unchanged, and orders its alarms', () => {
    const state = detector.fold(detector.start(settings), moved.subarray(0, 700), settings).state
    const [before, values] = [structuredClone(state), moved.slice(700)]
    const { alarms } = detector.fold(state, values, settings)
    expect(state).toEqual(before)
    expect(values).toEqual(moved.slice(700))
    expect(alarms.map(({ index }) => index)).toEqual(alarms.map(({ index }) => index).toSorted((a, b) => a - b))
    for (const { statistic, threshold } of alarms) expect([statistic, threshold].every(Number.isFinite)).toBe(true)
  })

  it('holds no more than it says after a million rows', () => {
    const piece = streamOf(detector, 5, 100_000)
    // A test a row is dear in KSWIN: its window is full after 200 rows.
    const pieces = detector.name === 'stream/kswin' ? 0.02 : 10
    let state = detector.start(settings)
    for (let done = 0; done < pieces; done++) state = detector.fold(state, piece.subarray(0, Math.min(piece.length, pieces * piece.length)), settings).state
    expect(state.rows).toBeGreaterThanOrEqual(2000)
    expectSound(detector, state, settings)
  }, 30_000)
})

describe.each(detectors.map(detector => [detector.name, detector] as const))('%s', (_, detector) => {
  it('describes each of its settings, refuses others, and has defaults that its schema takes', () => {
    for (const setting of Object.values(detector.settings.properties)) expect((setting as { description?: string }).description).toMatch(/\w+/)
    expect(() => readSettings(detector.settings, [{ value: { nonsense: 1 }, where: () => 'test' }])).toThrow(Failure)
    for (const preset of presetsOf(detector)) {
      const value = sequentialSettings(detector, preset) as Record<string, unknown>
      expect(readSettings(detector.settings, [{ value, where: () => 'test' }])).toEqual(value)
    }
    expect(() => sequentialSettings(detector, 'nobody')).toThrow(Failure)
    expect(detector.summary).toMatch(/^[A-Z].*[^.]$/)
  })

  // A confidence sequence alarms only against a stated mean, and 50 rows teach an evidence process too little.
  const learned = briefly(detector)
  const settings = { ...learned, ...('against' in learned ? { against: 0 } : {}), ...('mean' in learned ? { mean: 0.17 } : {}) }

  it('finds a larger change more often', () => {
    const found = (rise: number): number => {
      const streams = Array.from({ length: 20 }, (_, seed) => streamOf(detector, seed + 1, 900, [500, rise]))
      const hits = streams.filter(values =>
        detector.fold(detector.start(settings), values, settings).alarms.some(({ kind, index }) => kind === 'drift' && index >= 500 && index < 700),
      )
      return hits.length
    }
    const [none, small, large] = [found(0), found(0.06), found(0.6)] as [number, number, number]
    expect(large, `${none} ${small} ${large}`).toBeGreaterThanOrEqual(19)
    expect(small).toBeLessThanOrEqual(large)
    expect(none).toBeLessThanOrEqual(small)
    expect(none).toBeLessThan(large)
  })
})
