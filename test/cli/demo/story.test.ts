import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../cli/demo/faults.ts'
import { causeOf, findingOf, judgeStory } from '../../../cli/demo/story.ts'
import type { Alert, Signal } from '../../../contract/index.ts'

const hour = 3_600_000
const shiftMs = 1_000 * 7 * 24 * hour
const minute = 60_000

function signal(detector: string, subject: string, [endMs, lengthMs]: readonly [number, number], more: Partial<Signal> = {}): Signal {
  const window = { from: new Date(endMs - lengthMs + shiftMs).toISOString(), to: new Date(endMs + shiftMs).toISOString() }
  const reading = { value: 1, low: 0, high: 2, n: 100, nEff: 100, baselineN: 1000, pValue: 0, threshold: 0.5, smallest: 0.1, resolution: 0, notes: [] }
  const names = { id: '', model: 'm', version: '1', baseline: '', revision: 1, at: '', reason: '', unit: '1', segment: '', verdict: 'alarm' as const }
  return { detector, subject, window, ...reading, ...names, ...more }
}

const alertOf = (signals: Signal[], openedMs: number): Alert => ({
  id: 'a',
  state: 'open',
  severity: 'warning',
  title: '',
  model: 'm',
  version: '1',
  openedAt: new Date(openedMs + shiftMs).toISOString(),
  onsetAt: new Date(openedMs - hour + shiftMs).toISOString(),
  resolvedAt: null,
  revision: 1,
  signals,
  links: {},
})

const unit: Fault = { kind: 'unit', fromMs: 100 * hour, toMs: 112 * hour, column: 'distance', airport: '' }
const turned: Fault = { kind: 'upside-down', fromMs: 200 * hour, toMs: 260 * hour, column: 'late_probability', airport: 'ATL' }
const times = { shiftMs, labelDelayMs: 24 * hour }

describe('findingOf', () => {
  test('the first alarm that names the column, at the end of its window', () => {
    const alarms = [signal('drift/gtest', 'distance', [103 * hour, hour]), signal('drift/mean-score', 'distance', [102 * hour, hour])]
    expect(findingOf(unit, alarms, times)).toMatchObject({ foundMs: 102 * hour, signal: { detector: 'drift/mean-score' } })
  })

  test('not by an alarm before it, of another column, of a segment or of a sign that is not its own', () => {
    const alarms = [
      signal('drift/gtest', 'distance', [100 * hour, hour]),
      signal('drift/gtest', 'origin', [102 * hour, hour]),
      signal('drift/gtest', 'distance', [102 * hour, hour], { segment: 'origin=ATL' }),
      signal('quality/missing', 'distance', [102 * hour, hour]),
    ]
    expect(findingOf(unit, alarms, times)).toBeNull()
  })

  test('five minutes must repeat within three windows', () => {
    const at = (minutes: number) => signal('drift/mean-score', 'distance', [101 * hour + minutes * minute, 5 * minute])
    expect(findingOf(unit, [at(5), at(20)], times)).toBeNull()
    expect(findingOf(unit, [at(5), at(15)], times)?.foundMs).toBe(101 * hour + 15 * minute)
  })

  test('what labels tell waits for the labels, and is told of the airport', () => {
    const auc = signal('performance/auc', '*', [230 * hour, 24 * hour], { segment: 'origin=ATL' })
    expect(findingOf(turned, [auc], times)?.foundMs).toBe(254 * hour)
    expect(findingOf(turned, [{ ...auc, segment: 'origin=ORD' }], times)).toBeNull()
  })
})

describe('causeOf', () => {
  test('a fault explains its column and what follows from it', () => {
    for (const subject of ['distance', 'late_probability', 'late']) {
      const alert = alertOf([signal('drift/gtest', subject, [103 * hour, hour])], 103 * hour)
      expect(causeOf(alert, [unit, turned], shiftMs).cause).toBe(unit)
    }
  })

  test('not another column, not what opened before it or long after it', () => {
    const of = (subject: string, openedMs: number) =>
      causeOf(alertOf([signal('drift/gtest', subject, [103 * hour, hour])], openedMs), [unit, turned], shiftMs).cause
    expect(of('origin', 103 * hour)).toBeNull()
    expect(of('distance', 99 * hour)).toBeNull()
    expect(of('distance', 138 * hour)).toBeNull()
  })

  test('the model’s fault explains labels of its airport, not of another', () => {
    const of = (segment: string) =>
      causeOf(alertOf([signal('performance/auc', '*', [240 * hour, 24 * hour], { segment })], 240 * hour), [unit, turned], shiftMs).cause
    expect(of('origin=ATL')).toBe(turned)
    expect(of('origin=ORD')).toBeNull()
  })
})

describe('judgeStory', () => {
  const finding = { signal: signal('drift/gtest', 'distance', [103 * hour, hour]), foundMs: 103 * hour }
  const counts = { sent: 10, stored: 10, labelsSent: 5, labelled: 5 }
  const alert = alertOf([], 0)

  test('passes when all is found, kept and caused', () => {
    expect(judgeStory([finding], [], [], counts)).toEqual({ passed: true, reasons: [] })
  })

  test('one alert that the source confirms is allowed, two are not, and an invented one never', () => {
    expect(judgeStory([finding], [alert], [alert], counts).passed).toBe(true)
    expect(judgeStory([finding], [alert, alert], [alert, alert], counts).passed).toBe(false)
    expect(judgeStory([finding], [alert], [], counts).reasons).toEqual(['1 alerts have no cause, neither injected nor in the data'])
  })

  test('says what was missed and lost', () => {
    const verdict = judgeStory([finding, null], [], [], { sent: 10, stored: 9, labelsSent: 5, labelled: 3 })
    expect(verdict.reasons).toEqual(['1 of 2 faults were not found', '1 of 10 rows were lost', '2 of 5 labels were lost'])
  })
})
