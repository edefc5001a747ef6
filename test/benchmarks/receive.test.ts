import { expect, it } from 'vitest'
import { measureReceive } from '../../benchmarks/receive.ts'

it('both roads store every row, and the figures are figures', async () => {
  const figures = await measureReceive({ requests: 4, rows: 50, rounds: 1 })
  // Two roads, each a round to warm up and one that counts, 200 rows each.
  expect(figures.stored).toBe(2 * 2 * 4 * 50)
  expect([figures.protobufRowsPerCpuSecond > 0, figures.jsonRowsPerCpuSecond > 0, figures.ratio > 0]).toEqual([true, true, true])
})
