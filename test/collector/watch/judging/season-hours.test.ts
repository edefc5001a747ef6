import { describe, expect, it } from 'vitest'
import { sameHours, seasonHours, sumHours } from '../../../../collector/watch/judging/season-hours.ts'
import { stripOf } from '../../../../collector/watch/judging/strip.ts'
import { covers, earlierHours, type Season, sameSpans, seasonOf } from '../../../../collector/watch/season.ts'
import { dayMs, hourMs } from '../flights.ts'

const at = (text: string): number => Date.parse(text)

describe('which days a seasonal rule means', () => {
  it('is the same weekday of each week, with the day before and the hours around', () => {
    const season = seasonOf({ kind: 'seasonal', weeks: 2 }, at('2026-03-09T15:00:00Z'))
    expect(season).toEqual({ dayMs: at('2026-03-09T00:00:00Z'), shiftsMs: [7 * dayMs, 14 * dayMs], aroundMs: hourMs })
    // 2 March less 25 hours, and 25 hours on.
    expect(earlierHours(season, 7 * dayMs)).toEqual({ fromMs: at('2026-02-28T23:00:00Z'), toMs: at('2026-03-03T01:00:00Z') })
  })

  it('is every day, where weekdays do not matter; of yesterday nothing that is still to come', () => {
    const season = seasonOf({ kind: 'seasonal', weeks: 1, sameWeekday: false, hoursAround: 2 }, at('2026-03-09T00:00:00Z'))
    expect(season.shiftsMs).toEqual([1, 2, 3, 4, 5, 6, 7].map(day => day * dayMs))
    expect(earlierHours(season, dayMs)).toEqual({ fromMs: at('2026-03-06T22:00:00Z'), toMs: at('2026-03-09T00:00:00Z') })
  })

  it('goes by the clock of its time zone', () => {
    // Midday UTC on 1 April is 14:00 in Berlin (UTC+2). A week before, 14:00 there was 13:00 UTC (UTC+1): 6 days and 23 hours.
    const { shiftsMs } = seasonOf({ kind: 'seasonal', weeks: 1, timeZone: 'Europe/Berlin' }, at('2026-04-01T06:00:00Z'))
    expect(shiftsMs).toEqual([(6 * 24 + 23) * hourMs])
    expect(() => seasonOf({ kind: 'seasonal', timeZone: 'Europe/Atlantis' }, 0)).toThrow('Europe/Atlantis is not known')
  })
})

describe('the same hours of earlier days', () => {
  const midnight = 21 * dayMs
  const season: Season = { dayMs: midnight, shiftsMs: [7 * dayMs, 14 * dayMs], aroundMs: hourMs }
  // Every hour of the week before holds 10, of the one before that 1; a ninth hour of the day before holds 100 more.
  const slices = new Map(Array.from({ length: 21 * 24 }, (_, hour) => [hour * hourMs, Float64Array.of(hour * hourMs < midnight - 10 * dayMs ? 1 : 10)]))
  slices.set(midnight - 7 * dayMs + 9 * hourMs, Float64Array.of(110))
  const strip = stripOf({ stepMs: hourMs, slices }, 1)
  const hours = seasonHours(sumHours(strip, season), 1, season)
  const held = (fromMs: number, toMs: number): number[] => [...sameHours(hours, { fromMs: midnight + fromMs, toMs: midnight + toMs })]

  it('are summed over the days, with those around: three hours of 10 and of 1', () => expect(held(4 * hourMs, 5 * hourMs)).toEqual([33]))
  it('are whole hours for a window of five minutes', () => expect(held(4 * hourMs + 300_000, 4 * hourMs + 600_000)).toEqual([33]))
  it('of the neighbour count too, and those further off do not', () => {
    expect(held(10 * hourMs, 11 * hourMs)).toEqual([133])
    expect(held(11 * hourMs, 12 * hourMs)).toEqual([33])
  })
  it('are those of a window of a day as they are: 24 hours of 11', () => expect(held(-14 * hourMs, 10 * hourMs)).toEqual([24 * 11 + 100]))
  it('lie where they lie: an hour less and an hour more, a week and two weeks before', () => {
    const spans = [7, 14].map(day => ({ fromMs: midnight - day * dayMs + 3 * hourMs, toMs: midnight - day * dayMs + 6 * hourMs }))
    expect(sameSpans(season, { fromMs: midnight + 4 * hourMs, toMs: midnight + 5 * hourMs })).toEqual(spans.toReversed())
  })
  it('are there for the day and windows that reach into the day before, not for others', () => {
    const covered = (fromMs: number, toMs: number): boolean => covers(season, { fromMs: midnight + fromMs, toMs: midnight + toMs })
    expect([covered(-dayMs, 0), covered(0, dayMs), covered(-dayMs - hourMs, -hourMs), covered(dayMs, dayMs + hourMs)]).toEqual([true, true, false, false])
  })
})
