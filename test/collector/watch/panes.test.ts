import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Engine, StoreSettings } from '../../../collector/store/store.ts'
import { defaults, type ModelSchema, rowTable } from '../../../contract/index.ts'
import { type FlightStore, openFlightStore } from './flight-store.ts'
import { addFlights, hourMs, minuteMs, monday, openWatch, quietFlights } from './flights.ts'
import { recomputedPanes, storedPanes } from './recomputation.ts'

let store: FlightStore
let engine: Engine
let schema: ModelSchema
beforeAll(async () => {
  store = await openFlightStore()
  ;({ engine, schema } = store)
})
afterAll(() => store.close())

/** Start of the day after, by the wall clock of the test. */
const wallMs = Date.UTC(2026, 5, 1)
/** The watermark is 30 s behind the newest row; the tests put that row on a full hour and a bit. */
const closedMs = (newestMs: number): number => newestMs - 30_000

async function expectPanes(newestMs: number): Promise<void> {
  const stored = await storedPanes(engine, closedMs(newestMs))
  expect(stored.length).toBeGreaterThan(0)
  expect(stored).toEqual(await recomputedPanes(engine, schema, closedMs(newestMs)))
}

const empty = async (): Promise<void> => {
  for (const table of ['panes', 'names', 'progress', 'labelled', rowTable(schema)]) await engine.write(`TRUNCATE TABLE ${table}`)
}

// Late rows, ticks, restarts and panes made twice, in any order: closed panes are always those of the rows.
const steps = array(
  oneof(
    record({
      kind: constantFrom('rows' as const),
      fromMinute: integer({ min: 0, max: 300 }),
      minutes: integer({ min: 1, max: 90 }),
      perHour: integer({ min: 10, max: 200 }),
    }),
    record({ kind: constantFrom('tick' as const, 'restart' as const, 'again' as const) }),
  ),
  { minLength: 2, maxLength: 7 },
)

it('panes equal a recomputation from rows after late rows, repeats and restarts', { timeout: 180_000 }, async () => {
  let seed = 0
  await assert(
    asyncProperty(steps, async list => {
      await empty()
      let nowMs = wallMs
      const first = quietFlights(++seed, { fromMs: monday, toMs: monday + 2 * hourMs }, 120)
      await addFlights(engine, schema, first, nowMs)
      let newestMs = Math.max(...first.map(flight => flight.atMs))
      const open = () => openWatch(engine, () => nowMs, { gridRows: 200, baselineAfterMs: 0 })
      let watch = await open()
      for (const step of list) {
        nowMs += 1_000
        if (step.kind === 'rows') {
          const fromMs = monday + step.fromMinute * minuteMs
          const flights = quietFlights(++seed, { fromMs, toMs: fromMs + step.minutes * minuteMs }, step.perHour)
          await addFlights(engine, schema, flights, nowMs)
          newestMs = Math.max(newestMs, ...flights.map(flight => flight.atMs))
        } else {
          // The same panes with a lower version, as a second watch that is late might write them.
          if (step.kind === 'again') await engine.write('INSERT INTO panes SELECT * REPLACE (ver - 1 AS ver, n + 1 AS n) FROM panes FINAL WHERE ver > 0')
          if (step.kind === 'restart') watch = await open()
          await watch.tick()
        }
      }
      await watch.tick()
      await expectPanes(newestMs)
    }),
    { numRuns: 8, endOnFailure: true },
  )
})

it('finds what a kill left undone: killed while it makes panes, opened again, ticked once', async () => {
  await engine.close()
  const data = await killedStore(3)
  engine = await data.reopen()
  const [newest] = await engine.read<{ at: string }>(`SELECT toUnixTimestamp64Milli(max(ts)) at FROM ${rowTable(schema)}`)
  const watch = await openWatch(engine, () => wallMs + hourMs, { gridRows: 200, baselineAfterMs: 0, rowLatenessMs: 30 * 24 * hourMs })
  await watch.tick()
  await expectPanes(Number(newest?.at))
})

/** A child fills a store and makes panes over and over until it is killed, a little later each time. */
async function killedStore(times: number) {
  const settings = { ...defaults(StoreSettings), data: store.data, durability: 'page-cache' as const }
  for (let time = 1; time <= times; time++) {
    const child = spawn(process.execPath, [new URL('./pane-writer.ts', import.meta.url).pathname, settings.data, String(time)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await new Promise(resolve => setTimeout(resolve, 40 * time)) // the moment of the kill is the subject of the test
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return store
}
