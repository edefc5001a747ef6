import { expect, test } from 'vitest'
import { replayStreams } from '../../../benchmarks/quiet/experiment.ts'
import { figuresOf, unsureShare } from '../../../benchmarks/quiet/figures.ts'
import { prepareJanuary } from '../../../benchmarks/quiet/january.ts'
import { watchedColumns } from '../../../benchmarks/quiet/watched.ts'

const budget = 1

test('50 streams of real flights keep the false-alarm budget, and faults in them are found', { timeout: 900_000 }, async () => {
  const figures = figuresOf(replayStreams(await prepareJanuary(), await watchedColumns(), { streams: 50, seed: 20010101, budget }), budget)
  console.log(JSON.stringify(figures, null, 1))
  expect(figures.months).toBe(5)
  expect(figures.alertsPerMonth).toBeLessThanOrEqual(budget)
  // A scheme that is quiet because it is always unsure fails here.
  expect(unsureShare(figures, '24h')).toBeLessThan(0.2)
  expect(figures.faults).toHaveLength(3)
  for (const { name, injected, foundShare } of figures.faults) {
    expect(injected, name).toBe(50)
    expect(foundShare, name).toBeGreaterThanOrEqual(0.95)
  }
})
