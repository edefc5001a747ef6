import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Engine, StoreSettings } from '../../../collector/store/store.ts'
import { defaults, type ModelSchema, metrics } from '../../../contract/index.ts'
import { type FlightStore, openFlightStore } from './flight-store.ts'
import { addFlights, addLabels, dayMs, monday, openWatch, quietFlights } from './flights.ts'

let store: FlightStore
let engine: Engine
let schema: ModelSchema
let nowMs = Date.UTC(2026, 5, 1)
const day = (number: number) => ({ fromMs: monday + number * dayMs, toMs: monday + (number + 1) * dayMs })

beforeAll(async () => {
  store = await openFlightStore()
  ;({ engine, schema } = store)
})
afterAll(() => store.close())

async function fly(number: number): Promise<void> {
  const flights = quietFlights(number + 1, day(number), 60)
  await addFlights(engine, schema, flights, nowMs)
  await addLabels(engine, flights, nowMs)
}

/** Days, counted from the first, that hold rows of a table. */
async function daysOf(table: string, where: string, time = 'p'): Promise<number[]> {
  const rows = await engine.read<{ day: number }>(
    `SELECT DISTINCT toInt32(dateDiff('day', toDate('2026-01-05'), toDate(${time}))) AS day FROM ${table} FINAL WHERE ${where} ORDER BY day`,
  )
  return rows.map(row => row.day)
}
const kept = async () => ({
  minutes: await daysOf('panes', 'step = 60'),
  hours: await daysOf('panes', 'step = 3600'),
  labelled: await daysOf('labelled', 'true'),
  signals: await daysOf('signals', "length = '5m'", 'opened'),
})

it('what is older than it is kept goes by the time of its model, what is normal stays, and the wall clock erases nothing', async () => {
  const registry = new Registry()
  const keep = { ...defaults(StoreSettings), hourPanesKeptMs: 100 * dayMs, signalsKeptMs: 20 * dayMs }
  const open = (registry: Registry) => openWatch(engine, () => nowMs, { baselineAfterMs: 0, windowsMax: 100_000 }, { keep, registry })
  const watch = await open(registry)
  for (const number of [0, 1, 2]) await fly(number)
  await watch.learn({ model: 'flights', version: '1', span: day(0), reason: 'for the test' })
  await watch.tick()
  // These rows are half a year old by the wall clock: a replay loses nothing.
  expect(await kept()).toEqual({ minutes: [0, 1, 2], hours: [0, 1, 2], labelled: [0, 1, 2], signals: [1, 2] })

  // Weeks since 1970 begin on Thursdays, here days 3, 10, 17, 24, ... 129. On day 21 minutes before day 3 (17 - 14) go, and no signal (17 - 20).
  await fly(21)
  await watch.tick()
  expect(await kept()).toEqual({ minutes: [0, 21], hours: [0, 1, 2, 21], labelled: [0, 1, 2, 21], signals: expect.arrayContaining([1, 2, 21]) })

  // Signals before day 4 (24 - 20) go.
  await fly(24)
  await watch.tick()
  expect((await kept()).signals.filter(number => number < 4)).toEqual([])
  expect((await kept()).signals).toEqual(expect.arrayContaining([21, 24]))

  // Hours before day 29 (129 - 100) go, but for the baseline.
  await fly(130)
  await watch.tick()
  const last = await kept()
  expect([last.minutes, last.hours, last.labelled]).toEqual([
    [0, 130],
    [0, 130],
    [0, 130],
  ])
  const { values = [] } = (await registry.getSingleMetric(metrics.erasedRows)?.get()) ?? {}
  expect(new Set(values.map(({ labels }) => labels['table']))).toEqual(new Set(['panes', 'labelled', 'signals']))
  await watch.close()

  // After a restart, and a year without rows, nothing that went is made again and nothing else goes.
  const again = await open(new Registry())
  nowMs += 365 * dayMs
  await again.tick()
  expect((await kept()).minutes).toEqual([0, 130])
  await again.close()
})
