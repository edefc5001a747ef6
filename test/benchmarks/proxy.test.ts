import { expect, it } from 'vitest'
import { describeProxyBenchmark, runProxyBenchmark } from '../../benchmarks/proxy.ts'

it('the proxy benchmark runs, fails no request, and captures what it says', async () => {
  const figures = await runProxyBenchmark({ rounds: 1, seconds: 1, connections: 2 })
  expect(figures.map(({ way }) => way)).toEqual(['direct', 'node-http', 'agent'])
  for (const { requestsPerSecond, cpuMicros, failed } of figures) expect([requestsPerSecond > 0, cpuMicros > 0, failed]).toEqual([true, true, 0])
  // What is read late falls into the neighbouring count: one second is short.
  expect(figures[2]?.capturedShare).toBeGreaterThan(0.5)
  expect(describeProxyBenchmark(figures)).toMatch(/agent with capture over plain node:http proxy: \d+\.\d\d of the CPU a request$/)
})
