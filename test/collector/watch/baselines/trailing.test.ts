import { afterAll, beforeAll, expect, it } from 'vitest'
import { declareModel, type Engine, listBaselines, listSignals, readDeclaration, StoreSettings } from '../../../../collector/store/store.ts'
import { trailingSpan } from '../../../../collector/watch/learn-trailing.ts'
import type { Watch } from '../../../../collector/watch/watch.ts'
import { type BaselineRule, defaults, type ModelSchema } from '../../../../contract/index.ts'
import { openTestStore } from '../../../setup/store.ts'
import { addFlights, dayMs, declareFlights, hourMs, monday, openWatch, quietFlights } from '../flights.ts'

it.each([
  { rule: { kind: 'trailing' }, from: '2026-03-03', to: '2026-03-10' },
  { rule: { kind: 'trailing', days: 2 }, from: '2026-03-08', to: '2026-03-10' },
  { rule: { kind: 'trailing', days: 2, gapDays: 3 }, from: '2026-03-05', to: '2026-03-07' },
] as const)('$rule on 10 March ends at its midnight: $from to $to', ({ rule, from, to }) => {
  const span = { fromMs: Date.parse(from), toMs: Date.parse(to) }
  expect(trailingSpan(rule, Date.parse('2026-03-10T00:00:00Z'))).toEqual(span)
  expect(trailingSpan(rule, Date.parse('2026-03-10T23:59:59.999Z'))).toEqual(span)
})

let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
let schema: ModelSchema
let watch: Watch
const nowMs = Date.UTC(2026, 5, 1)
const rule: BaselineRule = { kind: 'trailing', days: 2 }

beforeAll(async () => {
  store = await openTestStore()
  engine = store.engine
  schema = await declareFlights(engine)
  const declaration = { ...(await readDeclaration(engine, 'flights')), baseline: rule }
  await declareModel(engine, { model: 'flights', declaration }, defaults(StoreSettings), 2)
  watch = await openWatch(engine, () => nowMs, { baselineAfterMs: 0 })
})
afterAll(async () => {
  await watch.close()
  await engine.close()
  await store.remove()
})

async function flown(fromMs: number, toMs: number): Promise<{ from: number | null; to: number | null }[]> {
  await addFlights(engine, schema, quietFlights(fromMs / hourMs, { fromMs, toMs }, 100), nowMs + (toMs - monday) / 1000)
  await watch.tick()
  await watch.tick()
  const { items } = await listBaselines(engine, { model: 'flights' }, { limit: 10 })
  return items.map(({ fromMs: from, toMs: to }) => ({ from, to }))
}

it('a trailing baseline is learned when its days are all there, again on the next day, and not twice on one', { timeout: 120_000 }, async () => {
  expect(await flown(monday, monday + dayMs + 6 * hourMs)).toEqual([])
  const first = { from: monday, to: monday + 2 * dayMs }
  expect(await flown(monday + dayMs + 6 * hourMs, monday + 2 * dayMs + 3 * hourMs)).toEqual([first])
  expect(await flown(monday + 2 * dayMs + 3 * hourMs, monday + 2 * dayMs + 9 * hourMs)).toEqual([first])
  const second = { from: monday + dayMs, to: monday + 3 * dayMs }
  expect(await flown(monday + 2 * dayMs + 9 * hourMs, monday + 3 * dayMs + 2 * hourMs)).toEqual([second, first])
  // A day always reaches into the days that it is held against, and is judged all the same, segments too.
  for (const segment of ['', 'origin=ATL']) expect((await listSignals(engine, { length: '24h', segment }, { limit: 1 })).items).toHaveLength(1)
  await watch.close()
  watch = await openWatch(engine, () => nowMs + 1, { baselineAfterMs: 0 })
  await watch.tick()
  expect((await listBaselines(engine, { model: 'flights' }, { limit: 10 })).items).toHaveLength(2)
})
