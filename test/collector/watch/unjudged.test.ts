import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Engine, listSignals } from '../../../collector/store/store.ts'
import type { Watch } from '../../../collector/watch/watch.ts'
import { type ModelSchema, tables } from '../../../contract/index.ts'
import { openTestStore } from '../../setup/store.ts'
import { addFlights, dayMs, declareFlights, hourMs, monday, openWatch, quietFlights } from './flights.ts'

let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
let schema: ModelSchema
let watch: Watch
let nowMs = Date.UTC(2026, 5, 1)
let failing = false
const span = { fromMs: monday, toMs: monday + 2 * dayMs }
const at10 = span.toMs + 10 * hourMs

/** Fails once, when the signals of a round go to the store: panes and labelled hours are made by then. */
const failingOnce = (on: Engine): Engine => ({
  ...on,
  insert: async (table, ...rest) => {
    if (table === tables.signals && failing) {
      failing = false
      throw new Error('no room for signals')
    }
    return on.insert(table, ...rest)
  },
})

beforeEach(async () => {
  store = await openTestStore()
  engine = store.engine
  schema = await declareFlights(engine)
  watch = await openWatch(failingOnce(engine), () => nowMs, { baselineAfterMs: 0 })
  // A day without labels after the two of the baseline.
  await addFlights(engine, schema, quietFlights(1, { fromMs: span.fromMs, toMs: span.toMs + 26 * hourMs }, 240), nowMs)
  await watch.learn({ model: 'flights', version: '1', span, reason: 'for the test' })
  await watch.tick()
})
afterEach(async () => {
  await watch.close()
  await engine.close()
  await store.remove()
})

/** 100 rows between 10:00 and 10:05 of the day after the baseline. */
async function addLate(): Promise<void> {
  nowMs += 2_000
  await addFlights(engine, schema, quietFlights(3, { fromMs: at10, toMs: at10 + 300_000 }, 1_200), nowMs)
}
/** Windows of an hour that hold the late rows: they end at 10:15, 10:30, 10:45 and 11:00. */
const revisions = async (): Promise<number[]> => {
  const filter = { length: '1h', detector: 'drift/mean-score', subject: 'distance', segment: '', fromMs: at10 + 300_000, toMs: at10 + hourMs + 1 }
  const { items } = await listSignals(engine, filter, { limit: 1_000 })
  return items.map(signal => signal.revision)
}

it.each(['the next round', 'a restart'])('late rows whose round failed after their panes were made are judged by %s', { timeout: 60_000 }, async by => {
  const before = await revisions()
  expect(before).toEqual([1, 1, 1, 1])
  await addLate()
  failing = true
  await expect(watch.tick()).rejects.toThrow('no room for signals')
  expect(await revisions()).toEqual(before)
  if (by === 'a restart') {
    await watch.close()
    watch = await openWatch(engine, () => nowMs, { baselineAfterMs: 0 })
  }
  await watch.tick()
  expect(await revisions()).toEqual([2, 2, 2, 2])
  await watch.tick()
  expect(await revisions()).toEqual([2, 2, 2, 2])
})

it('what late rows teach is known after a restart, also when the wall clock was set back', { timeout: 60_000 }, async () => {
  const newest = async (table: string): Promise<bigint> => BigInt((await engine.read<{ ver: string }>(`SELECT max(ver) ver FROM ${table}`))[0]?.ver ?? 0)
  const [history, progress] = [await newest(tables.history), await newest(tables.progress)]
  await addLate()
  await watch.close()
  watch = await openWatch(engine, () => nowMs - dayMs, { baselineAfterMs: 0, futureMs: 400 * dayMs })
  await watch.tick()
  expect(await newest(tables.history)).toBeGreaterThan(history)
  expect(await newest(tables.progress)).toBeGreaterThan(progress)
})
