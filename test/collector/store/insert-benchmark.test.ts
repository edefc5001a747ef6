import { expect, it } from 'vitest'
import { measureInsert } from '../../../benchmarks/insert.ts'

it('Native blocks cost less than JSONEachRow', async () => {
  const figures = await measureInsert(5_000, 3)
  console.log(JSON.stringify(figures))
  expect(figures.rows).toBe(5_000)
  expect(figures.ratio).toBeGreaterThan(1)
})
