import { expect, test } from 'vitest'
import { type DayKind, kindOfDay } from '../../../../collector/watch/judging/calendar.ts'
import { floorFactorAt } from '../../../../collector/watch/judging/floor.ts'
import type { Length } from '../../../../collector/watch/series.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const none: ReadonlySet<number> = new Set()
const window = (length: Length, ms: number, toMs: number) => ({ length, fromMs: toMs - ms, toMs })
const knowing = (days: number, kinds: DayKind[], holidays = none) => ({ days, kinds: new Set(kinds), holidays })

// 7 January 2001 was a Sunday.
const sunday = Date.UTC(2001, 0, 7)

test('kinds of days', () => {
  expect([-1, 0, 1, 2].map(day => kindOfDay(sunday / dayMs + day, none))).toEqual(['weekend', 'weekend', 'weekday', 'weekday'])
  expect(kindOfDay(sunday / dayMs, new Set([sunday / dayMs]))).toBe('holiday')
})

test('twice as much is tolerated until 8 days are known, four times on a kind of day never seen', () => {
  const hour = window('1h', hourMs, sunday + 12 * hourMs)
  expect(floorFactorAt(knowing(8, ['weekday', 'weekend']), hour)).toBe(1)
  expect(floorFactorAt(knowing(7, ['weekday', 'weekend']), hour)).toBe(2)
  expect(floorFactorAt(knowing(5, ['weekday']), hour)).toBe(4)
  expect(floorFactorAt(knowing(0, []), hour)).toBe(2)
})

test('a day-long window that reaches back into the first Sunday is as wide; an hour is not', () => {
  const known = knowing(9, ['weekday'])
  expect(floorFactorAt(known, window('24h', dayMs, sunday + 36 * hourMs))).toBe(4)
  expect(floorFactorAt(known, window('1h', hourMs, sunday + 36 * hourMs))).toBe(1)
  expect(floorFactorAt(known, window('1h', hourMs, sunday + dayMs))).toBe(4)
})

test('a window of seven days is as wide while the first weekend is anywhere in it', () => {
  const known = knowing(9, ['weekday'])
  const week = (toMs: number) => floorFactorAt(known, window('7d', 7 * dayMs, toMs))
  // Thursday to Thursday, the weekend in the middle.
  expect(week(sunday + 4 * dayMs)).toBe(4)
  expect(floorFactorAt(knowing(9, ['weekday', 'weekend']), window('7d', 7 * dayMs, sunday + 4 * dayMs))).toBe(1)
})
