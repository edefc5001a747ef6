import { assert, constantFrom, double, integer, property, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../../contract/index.ts'
import { decideEstimates, decideMoments } from '../../../detectors/calibration/estimate.ts'
import { judge, levelsOf } from '../../../detectors/calibration/judge.ts'
import { detectors } from '../../../detectors/index.ts'

// Independent rows, many of them known; alpha 5 % both for the threshold and for the interval: noise = 1.959964 · √v.
const levels = levelsOf({ a: 1, b: 0, windows: 1e9, share: 1 }, 0.05)
const z = 1.959964
const power = 0.8416

describe('a metric is shown itself, with its threshold on the side on which the window lies', () => {
  test('an AUC that fell from 0.7 to 0.6: √v = √(0.0003 + 0.0001) = 0.02', () => {
    const decision = decideEstimates({ value: 0.7, variance: 0.0003, n: 900 }, { value: 0.6, variance: 0.0001, n: 100 })
    const judged = judge(decision, levels, { matters: 0.01, limit: 0.05 })
    expect(judged.verdict).toBe('alarm')
    expect(judged.value).toBe(0.6)
    expect(judged.low).toBeCloseTo(0.6 - z * 0.02, 5)
    expect(judged.high).toBeCloseTo(0.6 + z * 0.02, 5)
    expect(judged.threshold).toBeCloseTo(0.7 - 0.01 - z * 0.02, 5)
    expect(judged.smallest).toBeCloseTo(0.01 + z * 0.02 + power * 0.02, 5)
  })

  test('one that rose alarms above its reference, and nothing is shown beyond 1', () => {
    const shown = { scale: 'linear', range: [0, 1] } as const
    const decision = decideEstimates({ value: 0.97, variance: 0.0003, n: 900 }, { value: 0.98, variance: 0.0001, n: 100 }, shown)
    expect(judge(decision, levels, { matters: 0.01, limit: 0.05 })).toMatchObject({ value: 0.98, high: 1, threshold: 1, verdict: 'unsure' })
  })

  test('a ratio on the log scale: from 1 to 0.6, √v = 0.1', () => {
    const decision = decideEstimates({ value: 0, variance: 0.005, n: 500 }, { value: Math.log(0.6), variance: 0.005, n: 500 }, { scale: 'log', range: [0, 9] })
    const judged = judge(decision, levels, { matters: Math.log(1.05), limit: Math.log(1.25) })
    expect(judged.value).toBeCloseTo(0.6, 12)
    expect(judged.low).toBeCloseTo(0.6 * Math.exp(-z * 0.1), 5)
    expect(judged.high).toBeCloseTo(0.6 * Math.exp(z * 0.1), 5)
    expect(judged.threshold).toBeCloseTo(Math.exp(-z * 0.1) / 1.05, 5)
    expect(judged.smallest).toBeCloseTo(1 - Math.exp(-(z + power) * 0.1) / 1.05, 5)
  })

  test('a mean loss in its own unit: sd of a row 0.5, 100 rows against 10,000', () => {
    // Baseline: mean 0.25, Σx² = 10000 (0.25 + 0.0625); window: mean 0.5. v = 1/100 + 1/10000 = 0.0101.
    const decision = decideMoments({ n: 10_000, sum: 2_500, sum2: 3_125 }, { n: 100, sum: 50, sum2: 60 })
    const judged = judge(decision, levels, { matters: 0.05, limit: 0.25 })
    const reach = z * Math.sqrt(0.0101) * 0.5
    expect(judged).toMatchObject({ value: 0.5, verdict: 'alarm' })
    expect(judged.threshold).toBeCloseTo(0.25 + 0.025 + reach, 5)
    expect(judged.low).toBeCloseTo(0.5 - reach, 5)
  })

  test('traffic for what was expected: doubling 100 rows is √(2 (2 ln 2 − 1)) = 0.87897 of a unit where the baseline is endless', () => {
    const { deciding } = detectors.get('quality/volume') ?? {}
    if (!deciding) throw new Error('volume does not decide')
    const decide = (rows: number): Decision => deciding.decide(null, Float64Array.of(1e12, 1e10), Float64Array.of(rows, 1), 1)
    const matters = 0.87897 - z / 10
    expect(judge(decide(250), levels, { matters, limit: 9 })).toMatchObject({ value: 2.5, threshold: expect.closeTo(2, 3), verdict: 'alarm' })
    expect(judge(decide(190), levels, { matters, limit: 9 })).toMatchObject({ value: 1.9, verdict: 'calm' })
    // Half of it is √(2 (0.5 ln 0.5 + 0.5)) = 0.55397; silence √2, beyond which no threshold below is reached.
    expect(judge(decide(40), levels, { matters: 0.55397 - z / 10, limit: 9 })).toMatchObject({
      value: 0.4,
      threshold: expect.closeTo(0.5, 3),
      verdict: 'alarm',
    })
    expect(judge(decide(0), levels, { matters: 1.5, limit: 9 })).toMatchObject({ value: 0, low: 0, threshold: 0, verdict: 'calm' })
  })
})

test('property: beyond the shown threshold is what alarms, and the interval holds the value', () => {
  const volume = detectors.get('quality/volume')?.deciding
  const decided = (scale: 'linear' | 'log' | 'counts', [before, after, v]: readonly [number, number, number]): Decision =>
    scale === 'counts'
      ? (volume?.decide(null, Float64Array.of(before * 1e5, 1000), Float64Array.of(after * 100, 1), 1) as Decision)
      : decideEstimates(
          { value: before, variance: v / 2, n: 500 },
          { value: after, variance: v / 2, n: 500 },
          { scale, range: [Number.NEGATIVE_INFINITY, 1e300] },
        )
  const number = double({ min: 0.05, max: 4, noNaN: true })
  const wish = tuple(number, number, double({ min: 1e-6, max: 0.1, noNaN: true }))
  assert(
    property(constantFrom('linear', 'log', 'counts'), wish, integer({ min: 0, max: 40 }), (scale, numbers, hundredths) => {
      const decision = decided(scale, numbers)
      const { value, threshold, low, high, verdict } = judge(decision, levels, { matters: hundredths / 100, limit: 99 })
      if (value === null || threshold === null || low === null || high === null) return verdict === 'unsure'
      const side = (decision.value ?? 0) < 0 ? -1 : 1
      const beyond = side * (value - threshold)
      const near = Math.abs(beyond) < 1e-9
      return low <= value + 1e-9 && value <= high + 1e-9 && (near || beyond > 0 === (verdict === 'alarm'))
    }),
  )
})
