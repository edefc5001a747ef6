import { expect, test } from 'vitest'
import { boardOf } from '../../../cli/demo/board.ts'
import type { Signal } from '../../../contract/index.ts'

const signal = (detector: string, subject: string, minutes: readonly [from: number, to: number], more: Partial<Signal> = {}): Signal => ({
  detector,
  subject,
  segment: '',
  window: { from: new Date(minutes[0] * 60_000).toISOString(), to: new Date(minutes[1] * 60_000).toISOString() },
  value: 1,
  low: 0,
  high: 2,
  n: 10,
  nEff: 10,
  baselineN: 100,
  pValue: 0.5,
  threshold: 1,
  smallest: 1,
  resolution: 0,
  verdict: 'calm',
  reason: '',
  notes: [],
  unit: '1',
  id: '',
  model: 'm',
  version: '1',
  baseline: '',
  revision: 1,
  at: '',
  ...more,
})
const deciding = new Set(['drift/gtest', 'quality/missing'])

test('the newest window of each length speaks: alarm before calm before unsure', () => {
  const lines = boardOf(
    [
      signal('drift/gtest', 'late', [0, 60], { verdict: 'alarm' }),
      signal('drift/gtest', 'late', [15, 75], { verdict: 'unsure' }),
      signal('quality/missing', 'late', [15, 75]),
      signal('drift/gtest', 'late', [70, 75], { verdict: 'unsure' }),
    ],
    deciding,
  )
  expect(lines).toEqual([{ subject: 'late', verdicts: { '5 min': 'unsure', '1 h': 'calm' }, worst: null }])
})

test('the alarm that is least likely is shown; detectors that decide nothing are not', () => {
  const least = signal('quality/missing', 'distance', [0, 60], { verdict: 'alarm', pValue: 1e-9 })
  const lines = boardOf(
    [
      signal('drift/gtest', 'distance', [0, 60], { verdict: 'alarm', pValue: 1e-6 }),
      least,
      signal('drift/psi', 'distance', [0, 60], { verdict: 'alarm', pValue: 0 }),
      signal('drift/psi', 'origin', [0, 60], { verdict: 'alarm' }),
    ],
    deciding,
  )
  expect(lines).toEqual([{ subject: 'distance', verdicts: { '1 h': 'alarm' }, worst: least }])
})
