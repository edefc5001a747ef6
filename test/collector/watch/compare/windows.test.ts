import { describe, expect, it } from 'vitest'
import { calendarSpan, earlierSpan } from '../../../../collector/watch/compare/calendar-span.ts'
import { resolveWindows } from '../../../../collector/watch/compare/resolve.ts'

const hours = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 3_600_000
const span = (from: string, to: string) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) })

describe('calendar windows', () => {
  // Offsets from the tz database, subtracted by hand: CET = UTC+1, CEST = UTC+2, EST = UTC−5, EDT = UTC−4, IST = UTC+5:30.
  it.each([
    ['day', '2026-03-29T10:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 23], // clocks go forward at 02:00 CET
    ['day', '2026-10-25T10:00:00Z', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 25], // and back at 03:00 CEST
    ['day', '2026-03-08T12:00:00Z', 'America/New_York', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 23],
    ['day', '2026-11-01T12:00:00Z', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 25],
    ['day', '2026-03-29T10:00:00Z', 'UTC', '2026-03-29T00:00:00Z', '2026-03-30T00:00:00Z', 24],
    ['day', '2026-01-04T23:30:00Z', 'Asia/Kolkata', '2026-01-04T18:30:00Z', '2026-01-05T18:30:00Z', 24],
    ['day', '2018-11-04T12:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z', 23], // its first moment was 01:00, UTC−2
    ['week', '2026-03-29T21:59:00Z', 'Europe/Berlin', '2026-03-22T23:00:00Z', '2026-03-29T22:00:00Z', 167],
    ['week', '2026-01-05T00:00:00Z', 'UTC', '2026-01-05T00:00:00Z', '2026-01-12T00:00:00Z', 168], // a Monday is its own week's first day
    ['week', '2026-01-04T23:59:00Z', 'UTC', '2025-12-29T00:00:00Z', '2026-01-05T00:00:00Z', 168],
    ['month', '2026-10-01T00:00:00+02:00', 'Europe/Berlin', '2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z', 31 * 24 + 1],
    ['month', '2028-02-29T12:00:00Z', 'UTC', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z', 29 * 24],
    ['hour', '2026-01-05T10:45:30Z', 'Asia/Kolkata', '2026-01-05T10:30:00Z', '2026-01-05T11:30:00Z', 1], // 16:15 there
    ['hour', '2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25T01:00:00Z', '2026-10-25T02:00:00Z', 1], // the second 02:30
  ] as const)('%s that holds %s in %s', (...[unit, at, timeZone, from, to, long]) => {
    expect(hours(from, to)).toBe(long)
    expect(calendarSpan(unit, Date.parse(at), timeZone)).toEqual(span(from, to))
  })

  it.each([
    ['within one offset', '2026-01-12T09:00:00Z', '2026-01-12T10:00:00Z', 'UTC', '2026-01-05T09:00:00Z', '2026-01-05T10:00:00Z'],
    [
      'over a change of clocks: 09:00 CEST was 09:00 CET',
      '2026-04-01T07:00:00Z',
      '2026-04-01T08:00:00Z',
      'Europe/Berlin',
      '2026-03-25T08:00:00Z',
      '2026-03-25T09:00:00Z',
    ],
    ['from a day of 24 to one of 23 hours', '2026-04-04T22:00:00Z', '2026-04-05T22:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ] as const)('the same hours a week before, %s', (...[, from, to, timeZone, earlierFrom, earlierTo]) => {
    expect(earlierSpan(span(from, to), 7, timeZone)).toEqual(span(earlierFrom, earlierTo))
  })

  it('refuses a time zone that there is not', () => {
    expect(() => calendarSpan('day', 0, 'Europe/Atlantis')).toThrow('timeZone Europe/Atlantis is not known')
  })
})

describe('windows that are asked for', () => {
  const closedMs = Date.parse('2026-01-05T12:34:56.789Z')
  const window = (from: string, to: string) => ({ from, to })
  it('the last hour ends at the last whole minute that is summarised', () => {
    expect(resolveWindows({ current: { last: '1h' }, reference: 'baseline' }, closedMs)).toEqual({
      current: span('2026-01-05T11:34:00Z', '2026-01-05T12:34:00Z'),
      reference: null,
    })
  })

  it('the reference may be the same hours of the last week', () => {
    const { reference } = resolveWindows({ current: { last: '6h' }, reference: { earlier: '7d', timeZone: 'UTC' } }, closedMs)
    expect(reference).toEqual(span('2025-12-29T06:34:00Z', '2025-12-29T12:34:00Z'))
  })

  it.each([
    [window('2026-01-05T12:00:00Z', '2026-01-05T12:00:00Z'), 'current ends before it begins'],
    [window('2026-01-05T12:00:00Z', '2026-01-05T12:04:00Z'), 'current is shorter than 5 minutes'],
    [window('2026-01-05T12:00:30Z', '2026-01-05T12:10:00Z'), 'current does not begin and end at whole minutes'],
    [window('2020-01-05T12:00:00Z', '2026-01-05T12:10:00Z'), 'current is longer than 3 years'],
    [window('2026-01-05', '2026-01-05T12:10:00Z'), 'from is not a time with an offset'],
  ])('refuses %o', (current, complaint) => {
    expect(() => resolveWindows({ current, reference: 'baseline' }, closedMs)).toThrow(complaint)
  })
})
