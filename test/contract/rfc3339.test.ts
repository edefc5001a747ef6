import { describe, expect, it } from 'vitest'
import { parseTime, readTimeMs } from '../../contract/index.ts'

describe('times', () => {
  // Seconds by `date -u -d … +%s`.
  it.each([
    ['1970-01-01T00:00:00Z', 0n],
    ['2026-11-24T09:30:00Z', 1_795_512_600_000_000_000n],
    ['2026-11-24t09:30:00.000000001z', 1_795_512_600_000_000_001n],
    ['2026-11-24T09:30:00.5+05:30', 1_795_492_800_500_000_000n],
    ['2024-02-29T23:59:59-01:00', 1_709_254_799_000_000_000n],
  ])('%s', (text, expected) => expect(parseTime(text)).toBe(expected))

  it.each([
    '2026-11-24',
    '2026-11-24 09:30:00Z',
    '2026-11-24T09:30:00',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-11-24T24:00:00Z',
    '2026-11-24T09:30:60Z',
    '2026-11-24T09:30:00+24:00',
    '2026-11-24T09:30:00.1234567891Z',
    'Tue, 24 Nov 2026',
    '1795512600',
    '',
  ])('not %s', text => expect(parseTime(text)).toBeUndefined())
})

it('in a field are milliseconds, or a failure that names it', () => {
  expect(readTimeMs('from', '2026-11-24T09:30:00.5+05:30')).toBe(1_795_492_800_500)
  expect(() => readTimeMs('from', '2026-11-24T09:30:00')).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining('from') }))
})
