import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Sequential, sequentialSettings } from '../../../contract/index.ts'
import { sequentialDetectors } from '../../../detectors/sequential.ts'

interface Run {
  readonly peer: 'river' | 'frouros'
  readonly detector: string
  readonly params: Readonly<Record<string, unknown>>
  readonly stream: string
  readonly drift_at?: readonly number[]
  readonly warning_at?: readonly number[]
  readonly warnings?: number
  readonly final?: { readonly width: number; readonly total: number; readonly estimation: number; readonly variance: number }
  readonly error?: string
}
interface Goldens {
  readonly runs: readonly Run[]
}

const here = new URL('../../goldens/', import.meta.url)
const goldensOf = (file: URL | string): Goldens => JSON.parse(readFileSync(file, 'utf8')) as Goldens
const valuesOf = (file: URL | string): Float64Array => Float64Array.from(gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1), Number)

/** Their name, ours, and our names of their settings. */
const detectors: Readonly<Record<string, readonly [name: string, settings: Readonly<Record<string, string>>]>> = {
  ADWIN: ['adwin', {}],
  PageHinkley: ['page-hinkley', { min_instances: 'minRows', threshold: 'lambda', lambda_: 'lambda' }],
  CUSUM: ['cusum', { lambda_: 'h', delta: 'kappa' }],
  GeometricMovingAverage: ['gma', { lambda_: 'lambda' }],
  KSWIN: ['kswin', { window_size: 'windowRows', stat_size: 'recentRows' }],
  DDM: ['ddm', { warm_start: 'warmRows', warning_threshold: 'warning', drift_threshold: 'drift' }],
  EDDM: ['eddm', {}],
  HDDM_A: ['hddm-a', { two_sided_test: 'twoSided' }],
  HDDM_W: ['hddm-w', { two_sided_test: 'twoSided', lambda_val: 'lambda' }],
  FHDDM: ['fhddm', { sliding_window_size: 'windowRows', confidence_level: 'level' }],
  HDDMA: ['hddm-a', {}],
  HDDMW: ['hddm-w', {}],
  ECDDWT: ['ewma', {}],
  RDDM: ['rddm', {}],
  STEPD: ['stepd', { alpha_d: 'drift' }],
}

function ran({ peer, detector: theirs, params }: Run, values: Float64Array, more: object = {}) {
  const [name, names] = detectors[theirs] as NonNullable<(typeof detectors)[string]>
  const detector = sequentialDetectors.get(`stream/${name}`) as Sequential
  const known = sequentialSettings(detector, peer) as Record<string, unknown>
  const given = Object.fromEntries(Object.entries(params).map(([key, value]) => [names[key] ?? key, value]))
  expect(Object.keys(given).filter(key => !(key in known))).toEqual([])
  const settings = { ...known, ...given, ...more }
  const { state, alarms } = detector.fold(detector.start(settings), values, settings)
  const of = (kind: string): number[] => alarms.filter(alarm => alarm.kind === kind).map(({ index }) => index)
  return { drifts: of('drift'), warnings: of('warning'), shown: detector.show(state, settings) }
}

/** Shifts that the streams were made with. */
const shifts: Readonly<Record<string, readonly number[]>> = {
  gauss_two_steps: [1500, 3000],
  var_change: [1500],
  bern_abrupt: [2000],
  bern_better: [2000],
}
const meanShifts: typeof shifts = { ...shifts, var_change: [] }
const foundSoon = (at: number, drifts: readonly number[], rows = 100): boolean => drifts.some(drift => drift >= at && drift <= at + rows)

const seeds = Array.from({ length: 20 }, (_, at) => ({ seed: at + 1 }))

/** KSWIN compares a sample that its own generator draws: a shift that it finds is found by some of our draws, the rest is chance. */
function checkByLot(run: Run, values: Float64Array): void {
  const draws = seeds.map(seed => ran(run, values, seed).drifts)
  const missed = (shifts[run.stream] ?? []).filter(at => foundSoon(at, run.drift_at ?? []) && !draws.some(drifts => foundSoon(at, drifts)))
  expect(missed).toEqual([])
}

function check(run: Run, values: Float64Array): void {
  if (run.detector === 'KSWIN') return checkByLot(run, values)
  const { drifts, warnings, shown } = ran(run, values)
  // Frouros' ADWIN raises on negative numbers; ours finds what moves the mean, as late as its sums are.
  if (run.error !== undefined) return expect((meanShifts[run.stream] ?? []).filter(at => !foundSoon(at, drifts, 300))).toEqual([])
  const wanted = run.drift_at ?? []
  expect(drifts).toEqual(wanted)
  // Frouros' STEPD keeps its warnings out of its status.
  if (run.detector === 'STEPD') return
  // A row that raised both was written down as a drift only.
  const only = warnings.filter(index => !drifts.includes(index))
  expect([only.slice(0, 60), only.length]).toEqual([run.warning_at, run.warnings])
  if (!run.final) return
  const { width, total, estimation, variance } = run.final
  const got = [shown['width'], (shown['mean'] ?? 0) * width, shown['mean'], shown['sumOfSquaredDeviations']] as number[]
  for (const [at, want] of [width, total, estimation, variance].entries()) {
    expect(Math.abs((got[at] as number) - want), `${got[at]} for ${want}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(want)))
  }
}

const titled = (runs: readonly Run[]) => runs.map(run => [`${run.peer} ${run.detector} ${JSON.stringify(run.params)} on ${run.stream}`, run] as const)
const peerRuns = goldensOf(new URL('streams.json', here)).runs

describe('river 0.23 and Frouros 0.9 on the same streams', () => {
  it('are all of the runs', () => expect(peerRuns).toHaveLength(255))
  it.each(titled(peerRuns))('%s', (_, run) => check(run, valuesOf(new URL(`streams/${run.stream}.csv.gz`, here))))
})

/** The table of the remaining streams has no licence, so it is not here: a folder with data/ and expected/streams.json. */
const elsewhere = process.env['PLIMSOLL_GOLDENS']
const apart = elsewhere !== undefined && existsSync(join(elsewhere, 'expected/streams.json'))

describe.skipIf(!apart)(`the streams of a table without a licence${apart ? '' : ' (skipped: PLIMSOLL_GOLDENS names no folder that holds them)'}`, () => {
  const runs = apart ? goldensOf(join(elsewhere, 'expected/streams.json')).runs.filter(({ stream }) => stream.startsWith('compas')) : []
  if (runs.length === 0) it('needs PLIMSOLL_GOLDENS', () => expect(apart).toBe(true))
  else it.each(titled(runs))('%s', (_, run) => check(run, valuesOf(join(elsewhere as string, `data/stream_${run.stream}.csv.gz`))))
})
