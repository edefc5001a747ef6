import { expect, it } from 'vitest'
import { describeStreamBenchmark, runStreamBenchmark } from '../../benchmarks/streams.ts'

it('the stream benchmark runs without river and prints what a value costs', () => {
  const figures = runStreamBenchmark({ values: 20_000, rounds: 1, withRiver: false })
  expect(figures.map(({ name, values, riverSeconds }) => [name, values, riverSeconds])).toEqual([
    ['stream/adwin', 20_000, null],
    ['stream/page-hinkley', 20_000, null],
    ['stream/ddm', 20_000, null],
  ])
  // Of quiet values; river's Page–Hinkley alarms 62 times in 100,000 of them, which is 12 here.
  expect(figures[0]?.alarms).toBe(0)
  expect(figures[1]?.alarms).toBeGreaterThan(3)
  expect(figures[1]?.alarms).toBeLessThan(40)
  expect(describeStreamBenchmark(figures)).toMatch(/stream\/adwin .* ns a value.*river not run/)
})
