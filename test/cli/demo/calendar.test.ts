import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { planCalendar } from '../../../cli/demo/calendar.ts'

const day = 86_400_000
const moments = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2060, 0, 1) })

describe('planCalendar', () => {
  test('a Tuesday in 2026, by hand', () => {
    // 2026-11-24 12:07 is a Tuesday. February 2001 begins on a Thursday; 14 days later is the 15th, and the next Tuesday the 20th.
    const calendar = planCalendar(Date.UTC(2026, 10, 24, 12, 7, 31), 14)
    expect(new Date(calendar.toMs).toISOString()).toBe('2001-02-20T12:05:00.000Z')
    expect(new Date(calendar.fromMs).toISOString()).toBe('2001-02-06T12:05:00.000Z')
    expect(calendar.shiftMs).toBe(Date.UTC(2026, 10, 24, 12, 5) - Date.UTC(2001, 1, 20, 12, 5))
  })

  test.prop([moments, fc.integer({ min: 14, max: 28 })])('weekday and hour stay true, and the story ends now', (now, days) => {
    const { fromMs, toMs, shiftMs } = planCalendar(now, days)
    expect(shiftMs % (7 * day)).toBe(0)
    expect(toMs + shiftMs).toBeLessThanOrEqual(now)
    expect(now - toMs - shiftMs).toBeLessThan(300_000)
    expect(toMs - fromMs).toBe(days * day)
  })

  test.prop([moments, fc.integer({ min: 14, max: 28 })])('it begins within the week after January', (now, days) => {
    const { fromMs } = planCalendar(now, days)
    expect(fromMs).toBeGreaterThanOrEqual(Date.UTC(2001, 1, 1))
    expect(fromMs).toBeLessThan(Date.UTC(2001, 1, 8))
  })
})
