import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, findNewLabels, type IncomingLabel, insertLabels, makeLabelled, readLabelled } from '../../../collector/store/store.ts'
import { ripe } from '../../../collector/watch/labelled-hours.ts'
import type { ModelSchema } from '../../../contract/index.ts'
import { type FlightStore, openFlightStore } from './flight-store.ts'
import { addFlights, hourMs, minuteMs, monday } from './flights.ts'

const settings = { labelShareMin: 0.01, labelCountMin: 1_000, labelAgeMs: 600_000, labelHoursMax: 48, labelLatenessMs: 1 }
const hour = { startMs: 0, lastMs: 0, firstMs: 1_000_000 }

it.each([
  { case: 'the first label of an hour', fresh: 1, known: 0, nowMs: 1_000_000, dirty: true },
  { case: 'fewer than 1 % of 10,000', fresh: 99, known: 9_900, nowMs: 1_000_000, dirty: false },
  { case: '1 % of 10,000', fresh: 100, known: 9_900, nowMs: 1_000_000, dirty: true },
  { case: '1,000 of ten million', fresh: 1_000, known: 10_000_000, nowMs: 1_000_000, dirty: true },
  { case: '999 of ten million', fresh: 999, known: 10_000_000, nowMs: 1_000_000, dirty: false },
  { case: 'one that has waited ten minutes', fresh: 1, known: 10_000_000, nowMs: 1_600_000, dirty: true },
])('$case: dirty is $dirty', ({ fresh, known, nowMs, dirty }) => {
  expect(ripe({ ...hour, fresh, known }, settings, nowMs)).toBe(dirty)
})

describe('a label without a name is that of the model', () => {
  let store: FlightStore
  let engine: Engine
  let schema: ModelSchema
  beforeAll(async () => {
    store = await openFlightStore({ label: 'was late' })
    ;({ engine, schema } = store)
  })
  afterAll(() => store.close())

  const receivedMs = monday + hourMs
  const hour = { fromMs: monday, toMs: monday + hourMs }
  /** What is said of the row `id`, and how many minutes after the hour it was known. */
  const said = (id: string, label: string, value: string | null, minute = 0): IncomingLabel => ({
    inferenceId: id,
    row: 0,
    entityId: null,
    label,
    value,
    knownAtNs: BigInt(receivedMs + minute * minuteMs) * 1_000_000n,
    eventTimeNs: BigInt(monday + minuteMs) * 1_000_000n,
    model: 'flights',
  })

  it('beside its declared name, and of both the newest known wins', async () => {
    const ids = ['own', 'declared', 'declared later', 'own later', 'other', 'withdrawn']
    // All six were foretold to be late.
    await addFlights(
      engine,
      schema,
      ids.map(id => ({ id, atMs: monday + minuteMs, distance: 700, origin: 'ATL', score: 0.9, late: true })),
      receivedMs,
    )
    const labels = [
      said('own', '', 'late'),
      said('declared', 'was late', 'on time'),
      said('declared later', '', 'late', 1),
      said('declared later', 'was late', 'on time', 2),
      said('own later', 'was late', 'late', 1),
      said('own later', '', 'on time', 2),
      said('other', 'weather', 'late'),
      said('withdrawn', 'was late', 'late', 1),
      said('withdrawn', '', null, 2),
    ]
    await insertLabels(engine, labels, receivedMs)
    const [news] = await findNewLabels(engine, schema, { ...hour, sinceMs: 0, marginMs: 0 })
    expect(news).toMatchObject({ startMs: monday, fresh: 8 })
    await makeLabelled(engine, schema, { number: 1, segments: new Map(), grids: new Map() }, { startsMs: [monday], version: 1 })
    const [slice] = await readLabelled(engine, schema, { spans: [hour], sliceMs: 3_600_000, segments: false })
    // Right once (own); wrong for declared, declared later and own later; nothing is known of the other two.
    expect(slice?.scores).toMatchObject({ rows: 6, n: 4, confusion: [1, 3, 0, 0] })
  })
})
