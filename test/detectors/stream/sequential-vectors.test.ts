import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Sequential, type SequentialAlarm, sequentialSettings } from '../../../contract/index.ts'
import { meanInterval } from '../../../detectors/confseq/mean.ts'
import { logEvidence } from '../../../detectors/eprocess/proportion.ts'
import { rejectedByEvidence } from '../../../detectors/math/e-values.ts'
import { sequentialDetectors } from '../../../detectors/sequential.ts'
import type { Vector } from '../vector-cases.ts'

const vectors = JSON.parse(readFileSync(new URL('../../goldens/sequential-vectors.json', import.meta.url), 'utf8')) as Vector[]

const valuesOf = (x: unknown): Float64Array => Float64Array.from(typeof x === 'string' ? Array.from(x, Number) : (x as number[]))

/** Our name of a vector's or a tool's setting. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'stream/page-hinkley': { min: 'minRows', min_num_instances: 'minRows' },
  'stream/cusum': { min_num_instances: 'minRows', delta: 'kappa', lambda: 'h' },
  'stream/gma': { min_num_instances: 'minRows' },
  'stream/ddm': { warm: 'warmRows' },
  'stream/eddm': { warm: 'warmRows' },
  'stream/adwin': { maxBuckets: 'bucketsMax', minWindow: 'windowMin' },
  'stream/kswin': { window: 'windowRows', recent: 'recentRows' },
  'eprocess/mean': { lambdas: 'bets' },
  'edetector/sr': { lambdas: 'bets', threshold: 'runLength' },
  'edetector/cusum': { lambdas: 'bets', threshold: 'runLength' },
}

function settingsOf(detector: Sequential, { settings, inputs }: Vector): Record<string, unknown> {
  const convention = (settings['convention'] ?? '') as string
  const preset = ['river', 'frouros'].find(name => convention.startsWith(name))
  const known = sequentialSettings(detector, preset) as Record<string, unknown>
  const given = Object.entries({ ...settings, mean: inputs['m'] }).map(([key, value]) => [renamed[detector.name]?.[key] ?? key, value] as const)
  const stated = Object.fromEntries(given.filter(([key, value]) => key in known && value !== undefined && value !== 'reset'))
  // The vectors without a tool are of raw values.
  const raw = 'standardise' in known ? { standardise: false } : {}
  return { ...known, ...raw, ...stated, ...(detector.name === 'stream/kswin' ? { older: known['older'], p: known['p'] } : {}) }
}

const near = (got: number, want: number, { rel, abs }: Vector['tolerance'], what: string): void =>
  expect(Math.abs(got - want), `${what}: ${got} for ${want}`).toBeLessThanOrEqual(abs + rel * Math.abs(want))

/** Alarms of the whole stream, and what is shown after every `every` rows. */
function run(detector: Sequential, values: Float64Array, settings: unknown, every = values.length) {
  let state = detector.start(settings)
  const alarms: SequentialAlarm[] = []
  const shown: Readonly<Record<string, number | null>>[] = []
  for (let from = 0; from < values.length; from += every) {
    const folded = detector.fold(state, values.subarray(from, from + every), settings)
    alarms.push(...folded.alarms.map(alarm => ({ ...alarm, index: alarm.index + from })))
    state = folded.state
    shown.push(detector.show(state, settings))
  }
  const of = (kind: SequentialAlarm['kind']): number[] => alarms.filter(alarm => alarm.kind === kind).map(({ index }) => index)
  return { drifts: of('drift'), warnings: of('warning'), shown, last: shown.at(-1) ?? {} }
}

type Check = (vector: Vector, detector: Sequential) => void

const stream: Check = (vector, detector) => {
  const { expected } = vector
  const { drifts, warnings, last } = run(detector, valuesOf(vector.inputs['x']), settingsOf(detector, vector))
  if ('alarms' in expected) expect(drifts).toEqual(expected['alarms'])
  if ('firstWarning' in expected) expect(warnings[0] ?? null).toBe(expected['firstWarning'])
  if ('warnings' in expected) expect(warnings).toHaveLength(expected['warnings'] as number)
  for (const key of ['width', 'mean', 'sumOfSquaredDeviations'])
    if (key in expected) near(last[key] ?? Number.NaN, expected[key] as number, vector.tolerance, key)
}

const cusum: Check = (vector, detector) => {
  if (!('first' in vector.expected)) return stream(vector, detector)
  const { mean, sd, x } = vector.inputs
  const { kappa, h } = vector.settings
  const settings = { ...(sequentialSettings(detector) as object), center: mean, scale: sd, kappa, h }
  const { drifts } = run(detector, valuesOf(x), settings)
  expect([drifts[0], drifts.length]).toEqual([vector.expected['first'], vector.expected['count']])
}

const kswin: Check = (vector, detector) => {
  if ('alarms' in vector.expected) return stream(vector, detector)
  const settings = { ...(sequentialSettings(detector, 'river') as object), alpha: 1e-4 }
  const [first] = run(detector, valuesOf(vector.inputs['x']), settings).drifts
  expect(first).toBeGreaterThanOrEqual(vector.expected['firstAlarmAtLeast'] as number)
  expect(first).toBeLessThanOrEqual(vector.expected['firstAlarmAtMost'] as number)
}

const eMean: Check = (vector, detector) => {
  const { expected, tolerance } = vector
  const settings = { ...settingsOf(detector, vector), alpha: 1 / (vector.settings['level'] as number), restart: false }
  const { drifts, shown, last } = run(detector, valuesOf(vector.inputs['x']), settings, 100)
  expect(drifts).toEqual(expected['firstCrossing'] === null ? [] : [expected['firstCrossing']])
  for (const [at, want] of ((expected['logEAt100th'] ?? []) as number[]).entries()) near(shown[at]?.['logE'] ?? Number.NaN, want, tolerance, `logE ${at}`)
  if ('e' in expected) near(last['e'] ?? Number.NaN, expected['e'] as number, tolerance, 'e')
}

const eDetector: Check = (vector, detector) => {
  const { drifts, shown } = run(detector, valuesOf(vector.inputs['x']), settingsOf(detector, vector), 200)
  expect(drifts).toEqual(vector.expected['alarms'])
  for (const [at, want] of (vector.expected['valueAt200th'] as number[]).entries())
    near(shown[at]?.['value'] ?? Number.NaN, want, vector.tolerance, `value ${at}`)
}

const eProportion: Check = ({ inputs, expected, tolerance }, detector) => {
  const [ones, zeros, p0] = [inputs['successes'], inputs['failures'], inputs['p0']] as [number, number, number]
  const { both, up } = logEvidence({ ones, zeros }, p0, [0.5, 0.5])
  near(both, expected['logETwoSided'] as number, tolerance, 'both')
  near(up, expected['logEUp'] as number, tolerance, 'up')
  const settings = { ...(sequentialSettings(detector) as object), mean: p0, sides: 'both', alpha: 1e-300 }
  const { last } = run(
    detector,
    Float64Array.from({ length: ones + zeros }, (_, at) => (at < ones ? 1 : 0)),
    settings,
  )
  if (ones + zeros > 0) near(last['p'] ?? Number.NaN, expected['pTwoSided'] as number, tolerance, 'p')
}

const confidence: Check = ({ inputs, settings, expected, tolerance }) => {
  const [mean, sd, n] = [inputs['mean'] ?? 0, inputs['sd'] ?? 0, inputs['n']] as [number, number, number]
  const { low, high } = meanInterval({ mean, sd, n }, settings['alpha'] as number, settings['tightAt'] as number)
  if (expected['lo'] === null) return expect([low, high]).toEqual([null, null])
  near(low ?? Number.NaN, expected['lo'] as number, tolerance, 'low')
  near(high ?? Number.NaN, expected['hi'] as number, tolerance, 'high')
}

const checks: Readonly<Record<string, Check>> = {
  'stream/cusum': cusum,
  'stream/kswin': kswin,
  'eprocess/mean': eMean,
  'eprocess/proportion': eProportion,
  'edetector/sr': eDetector,
  'edetector/cusum': eDetector,
  'confseq/mean': confidence,
}

describe('the reference vectors', () => {
  it.each(vectors.filter(({ detector }) => detector !== 'eprocess/ebh').map(vector => [vector.id, vector] as const))('%s', (_, vector) => {
    ;(checks[vector.detector] ?? stream)(vector, sequentialDetectors.get(vector.detector) as Sequential)
  })

  it.each(vectors.filter(({ detector }) => detector === 'eprocess/ebh').map(vector => [vector.id, vector] as const))(
    '%s',
    (_, { inputs, settings, expected }) => {
      const rejected = rejectedByEvidence(inputs['e'] as number[], settings['alpha'] as number)
      expect([rejected.length, rejected]).toEqual([expected['rejected'], expected['indexes']])
    },
  )
})
