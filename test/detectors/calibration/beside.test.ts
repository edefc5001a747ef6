import { expect, it } from 'vitest'
import type { Measure } from '../../../contract/index.ts'
import { type Beside, judgeShown } from '../../../detectors/calibration/beside.ts'

const measure = (change: Partial<Measure>): Measure => ({
  value: 0.1,
  low: null,
  high: null,
  n: 1000,
  nEff: 1000,
  baselineN: 1000,
  pValue: 1e-6,
  resolution: 0,
  notes: [],
  ...change,
})
const calm = { threshold: 0.2, verdict: 'calm', reason: '' } as const
const beside = (change: Partial<Beside> = {}): Beside => ({ decided: calm, alpha: 1e-4, dispersion: 1, ...change })

it('holds a value against the converted threshold where there is a conversion', () => {
  const square = { converted: (threshold: number) => threshold ** 2 }
  expect(judgeShown(square, measure({ value: 0.041 }), beside())).toMatchObject({ threshold: 0.2 ** 2, verdict: 'alarm' })
  expect(judgeShown(square, measure({ value: 0.039, pValue: 1e-300 }), beside())).toMatchObject({ threshold: 0.2 ** 2, verdict: 'calm' })
  expect(judgeShown(square, measure({}), beside({ decided: { threshold: null, verdict: 'unsure', reason: 'learning' } }))).toEqual({
    threshold: null,
    verdict: 'unsure',
    reason: 'learning',
  })
  expect(judgeShown(square, measure({}), beside({ decided: undefined })).verdict).toBe('unsure')
})

it('else alarms where p is at or under alpha and the value is at least the floor, on either side of 0', () => {
  const floored = { floor: () => 0.05 }
  const verdict = (change: Partial<Measure>) => judgeShown(floored, measure(change), beside()).verdict
  expect(verdict({ pValue: 1e-4 })).toBe('alarm')
  expect(verdict({ pValue: 1.01e-4 })).toBe('calm')
  expect(verdict({ value: -0.1 })).toBe('alarm')
  expect(verdict({ value: 0.05 })).toBe('alarm')
  expect(judgeShown(floored, measure({ value: 0.049, pValue: 1e-300 }), beside())).toEqual({ threshold: null, verdict: 'calm', reason: 'too small to matter' })
})

it('says nothing of few rows, while learning, without a value and without a law', () => {
  const verdict = (change: Partial<Measure>, known: Partial<Beside> = {}) => judgeShown({}, measure(change), beside(known))
  expect(verdict({ nEff: 29 })).toMatchObject({ verdict: 'unsure', reason: 'few rows' })
  expect(verdict({ nEff: 59 }, { dispersion: 2 })).toMatchObject({ verdict: 'unsure', reason: 'few rows' })
  expect(verdict({}, { alpha: null, decided: undefined })).toMatchObject({ verdict: 'unsure', reason: 'learning' })
  expect(verdict({ value: null })).toMatchObject({ verdict: 'unsure', reason: 'cannot be said' })
  expect(verdict({ pValue: null })).toMatchObject({ verdict: 'unsure', reason: 'no threshold' })
})

it('carries the doubt of the series that decides where it would be calm', () => {
  const decided = { threshold: 0.2, verdict: 'unsure', reason: 'could not have seen the limit' } as const
  expect(judgeShown({}, measure({ pValue: 0.5 }), beside({ decided }))).toMatchObject({ verdict: 'unsure', reason: decided.reason })
  expect(judgeShown({}, measure({}), beside({ decided })).verdict).toBe('alarm')
})

it('reads p by a deviate that is divided by the root of the dispersion', () => {
  // p 1e-6 is 4.8916 deviates; at dispersion 2 they are 3.4589, a p of 5.42e-4.
  const at = (alpha: number) => judgeShown({}, measure({}), beside({ alpha, dispersion: 2 })).verdict
  expect(at(5.45e-4)).toBe('alarm')
  expect(at(5.4e-4)).toBe('calm')
})
