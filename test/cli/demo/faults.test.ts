import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { planCalendar } from '../../../cli/demo/calendar.ts'
import { describeFault, type Fault, faultAt, faultKinds, planFaults } from '../../../cli/demo/faults.ts'

const hour = 3_600_000
const stories = fc.record({ now: fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2060, 0, 1) }), days: fc.integer({ min: 14, max: 28 }), seed: fc.nat() })

describe('planFaults', () => {
  test.prop([stories])('the same seed tells the same story', ({ now, days, seed }) => {
    expect(planFaults(planCalendar(now, days), seed)).toEqual(planFaults(planCalendar(now, days), seed))
  })

  test.prop([stories])('all four, in order, with a day between them for alerts to resolve', ({ now, days, seed }) => {
    const faults = planFaults(planCalendar(now, days), seed)
    expect(faults.map(({ kind }) => kind)).toEqual([...faultKinds])
    for (const [index, fault] of faults.entries()) expect(fault.fromMs - (faults[index - 1]?.toMs ?? 0)).toBeGreaterThan(24 * hour)
  })

  test.prop([stories])(
    'all lie within the story, after half a day of quiet; the last leaves a day for labels and an hour to judge them',
    ({ now, days, seed }) => {
      const calendar = planCalendar(now, days)
      const faults = planFaults(calendar, seed)
      expect((faults[0] as Fault).fromMs - calendar.fromMs).toBeGreaterThanOrEqual(12 * hour)
      expect(calendar.toMs - (faults[3] as Fault).toMs).toBeGreaterThan(25 * hour)
    },
  )

  test.prop([stories])('they begin between 8 and 12 o’clock, on five minutes', ({ now, days, seed }) => {
    for (const { fromMs } of planFaults(planCalendar(now, days), seed)) {
      expect(new Date(fromMs).getUTCHours()).toBeGreaterThanOrEqual(8)
      expect(new Date(fromMs).getUTCHours()).toBeLessThan(12)
      expect(fromMs % 300_000).toBe(0)
    }
  })

  test('seeds draw different times and airports', () => {
    const calendar = planCalendar(Date.UTC(2026, 10, 24), 14)
    const stories = Array.from({ length: 20 }, (_, seed) => planFaults(calendar, seed))
    expect(new Set(stories.map(faults => faults[0]?.fromMs)).size).toBeGreaterThan(5)
    expect(new Set(stories.map(faults => faults[3]?.airport)).size).toBeGreaterThan(2)
  })
})

test('a fault holds from its first moment to before its last', () => {
  const fault: Fault = { kind: 'unit', fromMs: 10, toMs: 20, column: 'distance', airport: '' }
  expect([9, 10, 19, 20].map(at => faultAt([fault], at) === fault)).toEqual([false, true, true, false])
  expect(describeFault(fault)).toBe('distance comes in kilometres instead of miles')
})
