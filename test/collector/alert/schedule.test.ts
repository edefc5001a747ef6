import { describe, expect, it } from 'vitest'
import { attemptsMax, pauseMs } from '../../../collector/alert/schedule.ts'

describe('the schedule', () => {
  it('has the pauses of the reference, within 20 %, the same for the same key', () => {
    const seconds = [0, 5, 15, 45, 120, 300, 900, 1800, 3600, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    expect(attemptsMax).toBe(seconds.length)
    for (const [attempts, wanted] of seconds.entries()) {
      const pauses = Array.from({ length: 200 }, (_, index) => pauseMs(attempts, `key ${index}`, null) / 1_000)
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0.8 * wanted - 0.001)
      expect(Math.max(...pauses)).toBeLessThanOrEqual(1.2 * wanted + 0.001)
      expect(new Set(pauses).size).toBeGreaterThan(wanted === 0 ? 0 : 100)
      expect(pauseMs(attempts, 'key 1', null)).toBe(pauseMs(attempts, 'key 1', null))
    }
    expect(pauseMs(1, 'k', 1e12)).toBe(24 * 3_600_000)
  })
})
