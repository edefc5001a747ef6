import { describe, expect, it } from 'vitest'
import { columnOf } from '../../benchmarks/null/column.ts'
import { drawsOf } from '../../benchmarks/null/draws.ts'
import { foundOf, isAsGood, upperBound } from '../../benchmarks/null/figures.ts'
import { natureOf } from '../../benchmarks/null/nature.ts'
import { alertsOf, oracleThreshold } from '../../benchmarks/null/peers.ts'
import { countsOf } from '../../benchmarks/null/summaries.ts'
import { readTools, runTask } from '../../benchmarks/null/tasks.ts'
import { slicesPerDay, trafficOf } from '../../benchmarks/null/traffic.ts'

const tools = await readTools()

describe('a small run of the benchmark of quiet streams', () => {
  it.each(['iid', 'seasonal'])(
    'opens no alert in a quiet month of five %s columns',
    async nature => {
      const { alerts, hours, peers } = await runTask({ kind: 'month', nature, seed: 7, budget: 1, columnsShare: 0.1 }, tools)
      expect(alerts).toEqual([])
      expect(hours).toBe(720)
      // p < 0.05 on five columns: 1 − 0.95^5 is 23 % of hours; from bins the KS test is slightly weak. A season is always beyond it.
      const share = (peers.find(({ name }) => name === 'p-value')?.hours ?? 0) / hours
      expect(share).toBeGreaterThan(nature === 'iid' ? 0.1 : 0.5)
      expect(share).toBeLessThan(nature === 'iid' ? 0.3 : 1.001)
    },
    60_000,
  )

  it('finds half a standard deviation within an hour, and is not moved by two points of one category', async () => {
    const task = { kind: 'detection', nature: 'iid', seed: 7, onsetDay: 10.5, faults: ['mean 0.5 sd', 'share + 2 points'], oracle: 0.05 } as const
    const delays = await runTask(task, tools)
    expect(delays.map(({ fault }) => fault)).toEqual(['mean 0.5 sd', 'share + 2 points'])
    expect(delays[0]?.ours).toBeGreaterThan(0)
    expect(delays[0]?.ours).toBeLessThanOrEqual(1)
    // The norm of the change is 0.061, its threshold 0.05 and noise.
    expect(delays[1]?.ours).toBeNull()
    expect(delays[0]?.peers['psi']).toBe(1)
  }, 60_000)
})

describe('what the benchmark is made of', () => {
  it('draws a quiet column with equal shares, and what it adds up to', () => {
    const traffic = trafficOf(natureOf('iid'), 2, 3)
    const counts = countsOf(columnOf('numeric', traffic, [3, 1]), 0, 2 * slicesPerDay)
    const rows = counts.reduce((sum, count) => sum + count, 0)
    expect(rows).toBe(traffic.rows.reduce((sum, count) => sum + count, 0))
    // 576 slices of about 300 rows: 172,800, give or take 5 · √172,800.
    expect(Math.abs(rows - 172_800)).toBeLessThan(2_100)
    // Each cell holds 0.99 / 16 of the rows, about 10,692, give or take 5 · √10,000.
    for (const count of counts.subarray(0, 16)) expect(Math.abs(count - (rows * 0.99) / 16)).toBeLessThan(500)
    expect(Math.abs((counts[16] ?? 0) - rows * 0.01)).toBeLessThan(210)
  })

  it('repeats itself from a seed, and only from that seed', () => {
    const take = (...seeds: number[]): number[] => Array.from({ length: 4 }, drawsOf(...seeds).uniform)
    expect(take(1, 2)).toEqual(take(1, 2))
    expect(take(1, 2)).not.toEqual(take(2, 1))
  })

  it('draws binomial numbers with the mean and variance of the law', () => {
    const draws = drawsOf(11)
    const hits = Array.from({ length: 20_000 }, () => draws.binomial(300, 0.7))
    const mean = hits.reduce((sum, one) => sum + one, 0) / hits.length
    const variance = hits.reduce((sum, one) => sum + (one - mean) ** 2, 0) / hits.length
    // np = 210, np(1 − p) = 63; standard errors 0.056 and 0.63.
    expect(Math.abs(mean - 210)).toBeLessThan(0.3)
    expect(Math.abs(variance - 63)).toBeLessThan(3.2)
  })

  it('counts hours less than two apart as one alert', () => {
    expect(alertsOf(hour => [0, 1, 3, 4, 9].includes(hour), 10)).toBe(3)
  })

  it('gives an oracle the lowest threshold with one alert a month', () => {
    // Two months: above 0.3 there are two alerts in all; above 0.2 there would be a third.
    expect(
      oracleThreshold([
        [0.1, 0.1, 0.4, 0.1, 0.1, 0.3],
        [0.1, 0.5, 0.1, 0.1, 0.2, 0.1],
      ]),
    ).toBeCloseTo(0.3, 12)
  })

  it('bounds a rate by the Poisson law', () => {
    // No event: e^−x = 0.05 at x = 2.996; one: (1 + x) e^−x = 0.05 at 4.744.
    expect(upperBound(0)).toBeCloseTo(2.996, 3)
    expect(upperBound(1)).toBeCloseTo(4.744, 3)
  })

  it('says worse only where the interval does not reach what is printed', () => {
    const delays = (found: number, missed: number): (number | null)[] => [
      ...Array.from({ length: found }, () => 1),
      ...Array.from({ length: missed }, () => null),
    ]
    expect(isAsGood(foundOf(delays(195, 5)), { delayHours: 1, share: 0.98 })).toBe(true)
    expect(isAsGood(foundOf(delays(150, 50)), { delayHours: 1, share: 0.98 })).toBe(false)
    // All are found, but none within the half hour in which half of them should have been.
    expect(isAsGood(foundOf(delays(200, 0)), { delayHours: 0.5, share: 1 })).toBe(false)
  })
})
