import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueWindows, joinSpans, touchedWindows, watermarkOf } from '../../../collector/watch/schedule.ts'
import { type Length, lengths } from '../../../collector/watch/series.ts'

const settings = { watermarkLagMs: 30_000, idleMs: 60_000 }
const minute = 60_000
const hour = 60 * minute
const anywhere = { startMs: 0, max: 1_000 }

describe('watermark', () => {
  it('stays 30 s behind the newest event while rows arrive', () => {
    expect(watermarkOf({ newestMs: 1_000_000, receivedMs: 5_000_000, nowMs: 5_059_999 }, settings)).toBe(970_000)
  })

  it('moves with the wall clock when idle, from where the events are, not to today', () => {
    // Two minutes without a row: 1,000,000 − 30,000 + 120,000.
    expect(watermarkOf({ newestMs: 1_000_000, receivedMs: 5_000_000, nowMs: 5_120_000 }, settings)).toBe(1_090_000)
  })

  it('does not move back with the wall clock', () => {
    expect(watermarkOf({ newestMs: 1_000_000, receivedMs: 5_000_000, nowMs: 4_000_000 }, settings)).toBe(970_000)
  })
})

describe('due windows', () => {
  it('hops by 15 minutes for an hour', () => {
    // Judged until 10:00, closed until 10:31: the windows that end at 10:15 and 10:30.
    expect(dueWindows('1h', 10 * hour, 10 * hour + 31 * minute, anywhere)).toEqual([
      { length: '1h', fromMs: 9.25 * hour, toMs: 10.25 * hour },
      { length: '1h', fromMs: 9.5 * hour, toMs: 10.5 * hour },
    ])
  })

  it('begins with the first whole window after the start', () => {
    expect(dueWindows('24h', 0, 25.5 * hour, { startMs: 0.5 * hour, max: 9 })).toEqual([{ length: '24h', fromMs: hour, toMs: 25 * hour }])
  })

  it('leaves what is over the bound for the next tick, oldest first', () => {
    expect(dueWindows('5m', 0, hour, { startMs: 0, max: 2 }).map(window => window.toMs)).toEqual([5 * minute, 10 * minute])
  })

  it('judges every window once, however the watermark moves', () => {
    assert(
      property(integer({ min: 0, max: 3 * hour }), integer({ min: 0, max: 3 * hour }), (a, b) => {
        const all = (until: number, from = 0) => dueWindows('5m', from, until, anywhere)
        const first = all(a)
        const judged = first.at(-1)?.toMs ?? 0
        expect([...first, ...all(a + b, judged)]).toEqual(all(a + b))
      }),
    )
  })
})

describe('touched windows', () => {
  it('are exactly the judged ones that hold the late moment', () => {
    const names: readonly Length[] = ['5m', '1h', '24h']
    assert(
      property(integer({ min: 0, max: 2 }), integer({ min: 0, max: 60 * hour }), (index, at) => {
        const length = names[index] as Length
        const judged = dueWindows(length, 0, 48 * hour, anywhere)
        const holding = judged.filter(window => window.fromMs <= at && at < window.toMs)
        expect(touchedWindows(length, { fromMs: at, toMs: at + 1 }, 48 * hour, 0)).toEqual(holding)
        expect(lengths[length].ms % lengths[length].hopMs).toBe(0)
      }),
    )
  })
})

it('joins spans that touch', () => {
  const spans = [
    { fromMs: 10, toMs: 20 },
    { fromMs: 0, toMs: 5 },
    { fromMs: 5, toMs: 7 },
    { fromMs: 15, toMs: 30 },
  ]
  expect(joinSpans(spans)).toEqual([
    { fromMs: 0, toMs: 7 },
    { fromMs: 10, toMs: 30 },
  ])
})
