import { expect, test } from 'vitest'
import { kindOfSpan } from '../../../../collector/watch/judging/calendar.ts'

const dayMs = 86_400_000
/** A Friday. */
const friday = Date.UTC(2001, 0, 5)
const none: ReadonlySet<number> = new Set()

test('a span has the kind of its days, when that is one', () => {
  expect(kindOfSpan({ fromMs: friday, toMs: friday + dayMs }, none)).toBe('weekday')
  expect(kindOfSpan({ fromMs: friday + 0.5 * dayMs, toMs: friday + 1.5 * dayMs }, none)).toBeNull()
  expect(kindOfSpan({ fromMs: friday + dayMs, toMs: friday + 3 * dayMs }, none)).toBe('weekend')
  expect(kindOfSpan({ fromMs: friday - 4 * dayMs, toMs: friday + 3 * dayMs }, none)).toBeNull()
})

test('a declared day is of its own kind', () => {
  const holidays = new Set([friday / dayMs])
  expect(kindOfSpan({ fromMs: friday, toMs: friday + dayMs }, holidays)).toBe('holiday')
  expect(kindOfSpan({ fromMs: friday - dayMs, toMs: friday + dayMs }, holidays)).toBeNull()
})
