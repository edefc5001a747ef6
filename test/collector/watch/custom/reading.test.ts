import { describe, expect, it } from 'vitest'
import type { CustomMetric } from '../../../../collector/watch/custom/metric.ts'
import { checkMetrics } from '../../../../collector/watch/custom/metric.ts'
import { metricReading, spreadOf } from '../../../../collector/watch/custom/reading.ts'

const metric: CustomMetric = { name: 'share', model: 'flights', sql: 'count()', description: '', unit: '1', window: '1h', direction: 'both', matters: 0 }
const quiet = (values: readonly number[], n = 100) => values.map(value => ({ value, n }))
const swinging = quiet([1, 3, 1, 3, 1, 3, 1, 3])

describe('what a baseline teaches of a metric', () => {
  it('is the centre and the spread of its windows', () => {
    // Mean 2; each strays by 1, so Σ = 8, the variance 8/7; neighbours stray to opposite sides, so all 8 windows count.
    const spread = spreadOf(swinging)
    expect(spread).toMatchObject({ center: 2, windows: 8, meanN: 100, rows: 800 })
    expect(spread?.deviation).toBeCloseTo(Math.sqrt(8 / 7), 12)
  })

  it('counts windows that go on as their neighbours did for less', () => {
    // 0 0 0 0 4 4 4 4: strays −2 and 2, Σ = 32, Σ of products 6·4 − 4 = 20, r = 5/8, M = 8 · (3/8)/(13/8) = 24/13; never below 2.
    expect(spreadOf(quiet([0, 0, 0, 0, 4, 4, 4, 4]))?.windows).toBe(2)
    // Sixteen of the same kind: products 14·4 − 4 = 52 of 64, r = 13/16: M = 16 · 3/29 = 1.66, so 2; the variance is 4 ÷ (1 − 1/2).
    expect(spreadOf(quiet([0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 4, 4, 4, 4, 4]))?.deviation).toBeCloseTo(Math.sqrt(8), 12)
  })

  it('is nothing where there are fewer than 8 windows', () => expect(spreadOf(swinging.slice(1))).toBeNull())
})

describe('a metric whose threshold is learned', () => {
  const spread = spreadOf(swinging)
  const at = (value: number, change: Partial<CustomMetric> = {}, n = 100) => metricReading({ ...metric, ...change }, { value, n }, spread, 0.05)

  it("lies within Student's prediction interval of one more window", () => {
    // t(0.975; 7) = 2.364624 (tables); × √(8/7) × √(9/8) = 2.364624 × 1.133893 = 2.681231.
    expect(at(4.68)).toMatchObject({ verdict: 'calm', n: 100, baselineN: 800 })
    expect(at(4.69)).toMatchObject({ verdict: 'alarm', reason: 'beyond matters and noise' })
    expect(at(4.69).threshold).toBeCloseTo(4.681231, 5)
    expect(at(-0.69)).toMatchObject({ verdict: 'alarm', notes: ['below the baseline'] })
    expect(at(-0.69).threshold).toBeCloseTo(-0.681231, 5)
    // At its own threshold the p is the level.
    expect(at(4.681231).pValue).toBeCloseTo(0.05, 5)
    expect(at(2).low).toBeCloseTo(2 - 2.681231, 5)
  })

  it('has one side where one is asked for, with the whole level', () => {
    // t(0.95; 7) = 1.894579: × 1.133893 = 2.148250.
    expect(at(4.15, { direction: 'above' })).toMatchObject({ verdict: 'alarm' })
    expect(at(4.15, { direction: 'above' }).threshold).toBeCloseTo(4.14825, 5)
    expect(at(-99, { direction: 'above' }).verdict).toBe('calm')
    expect(at(-0.15, { direction: 'below' }).verdict).toBe('alarm')
    expect(at(99, { direction: 'below' }).verdict).toBe('calm')
  })

  it('tolerates what does not matter, and more of a window of fewer rows', () => {
    expect(at(5, { matters: 0.5 })).toMatchObject({ verdict: 'calm' })
    expect(at(5, { matters: 0.5 }).threshold).toBeCloseTo(5.181231, 5)
    // A quarter of the usual rows strays twice as far.
    expect(at(5, {}, 400).threshold).toBeCloseTo(4.681231, 5)
    expect(at(5, { direction: 'both' }, 36).threshold).toBeCloseTo(2 + 2.681231 * (10 / 6), 5)
  })

  it.each([
    [{ value: null, n: 100 }, spread, 'cannot be said'],
    [{ value: 9, n: 29 }, spread, 'few rows'],
    [{ value: 9, n: 100 }, null, 'no threshold'],
    [{ value: 9, n: 100 }, spreadOf(quiet([1, 1, 1, 1, 1, 1, 1, 1])), 'it never varies in the baseline, so nothing can be learned: state a limit'],
  ])('%o is unsure: %s', (value, known, reason) => expect(metricReading(metric, value, known, 0.05)).toMatchObject({ verdict: 'unsure', reason }))
})

describe('a metric with a limit', () => {
  it('is judged by it alone', () => {
    const limited: CustomMetric = { ...metric, direction: 'below', limit: 0.5 }
    expect(metricReading(limited, { value: 0.5, n: 30 }, null, 0)).toMatchObject({ verdict: 'calm', threshold: 0.5, pValue: null })
    expect(metricReading(limited, { value: 0.49, n: 30 }, null, 0)).toMatchObject({ verdict: 'alarm', reason: 'beyond the stated limit' })
  })

  it('cannot have it on both sides, nor its name twice', () => {
    expect(() => checkMetrics([{ ...metric, limit: 1 }])).toThrow('share has a limit on both sides; say direction: above or below')
    expect(() => checkMetrics([metric, metric])).toThrow('names share of flights twice')
    expect(() => checkMetrics([metric, { ...metric, model: 'delays' }])).not.toThrow()
  })
})
