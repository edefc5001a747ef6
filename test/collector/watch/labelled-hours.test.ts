import { expect, it } from 'vitest'
import { ripe } from '../../../collector/watch/labelled-hours.ts'

const settings = { labelShareMin: 0.01, labelCountMin: 1_000, labelAgeMs: 600_000, labelHoursMax: 48, labelLatenessMs: 1 }
const hour = { startMs: 0, lastMs: 0, firstMs: 1_000_000 }

it.each([
  { case: 'the first label of an hour', fresh: 1, known: 0, nowMs: 1_000_000, dirty: true },
  { case: 'fewer than 1 % of 10,000', fresh: 99, known: 9_900, nowMs: 1_000_000, dirty: false },
  { case: '1 % of 10,000', fresh: 100, known: 9_900, nowMs: 1_000_000, dirty: true },
  { case: '1,000 of ten million', fresh: 1_000, known: 10_000_000, nowMs: 1_000_000, dirty: true },
  { case: '999 of ten million', fresh: 999, known: 10_000_000, nowMs: 1_000_000, dirty: false },
  { case: 'one that has waited ten minutes', fresh: 1, known: 10_000_000, nowMs: 1_600_000, dirty: true },
])('$case: dirty is $dirty', ({ fresh, known, nowMs, dirty }) => {
  expect(ripe({ ...hour, fresh, known }, settings, nowMs)).toBe(dirty)
})
