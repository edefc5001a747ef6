import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { measurePanes } from '../../benchmarks/compare/panes.ts'
import { measure, oursOf } from '../../benchmarks/compare/run.ts'
import { openScratch, quoted, StoreSettings } from '../../collector/store/store.ts'
import { defaults } from '../../contract/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-compare-bench-'))
const files = ['before', 'after'].map(name => join(folder, `${name}.parquet`))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('measures a small run of our side of every leg', async () => {
  const engine = await openScratch({ ...defaults(StoreSettings), data: join(folder, 'scratch') })
  for (const [shift, file] of files.entries())
    await engine.write(
      `INSERT INTO FUNCTION file(${quoted(file)}, 'Parquet') SELECT toFloat64(number % 97 + ${shift}) n0, toFloat64(number % 7) n1, concat('v', toString(number % 3)) c0 FROM numbers(2000)`,
    )
  await engine.close()
  const figures = await measurePanes(files, join(folder, 'store'), 1)
  // Each of three columns is judged at least for its distribution and for what is missing.
  expect(figures.verdicts).toBeGreaterThanOrEqual(6)
  expect(figures.profile).toBeGreaterThan(0)
  expect(figures.segmented).toBeGreaterThan(0)
  const used = measure(oursOf(files))
  expect(used.cpuSeconds).toBeGreaterThan(0.1)
  expect(used.memoryBytes).toBeGreaterThan(50 * 2 ** 20)
}, 60_000)
