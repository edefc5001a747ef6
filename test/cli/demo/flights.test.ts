import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadFlights, readFlights } from '../../../cli/demo/flights.ts'
import { storeScored } from '../../../cli/demo/scored.ts'
import { askSource } from '../../../cli/demo/source-check.ts'
import { readModel } from '../../../examples/model-server/model.ts'
import { openTestStore } from '../../setup/store.ts'

/**
 * Eight flights. Departures as the data spell them: `date` is near the actual time, so the timetable is `date` less `delay`. ATL and BOS keep Eastern time,
 * LAX Pacific time, three hours behind.
 */
const source = [
  // Lands in BOS: scheduled 8:00 in ATL, half an hour on the ground and 800 miles at 8 a minute are 130 minutes, 60 late: 11:10 Eastern.
  ['2001-01-02 09:00:00', 60, 800, 'ATL', 'BOS'],
  // Lands in BOS: scheduled 5:00 in LAX, 2,400 miles are 330 minutes: 10:30 Pacific, which is 13:30 Eastern.
  ['2001-01-02 05:00:00', 0, 2400, 'LAX', 'BOS'],
  // Leaves for BOS at 11:15 and at 11:25: only at the second has the first flight landed, in the step of ten minutes that ended at 11:20.
  ['2001-01-02 11:15:00', 0, 800, 'ATL', 'BOS'],
  ['2001-01-02 11:25:00', 0, 800, 'ATL', 'BOS'],
  ['2001-02-10 23:50:00', -10, 500, 'ATL', 'BOS'],
] as const

let store: Awaited<ReturnType<typeof openTestStore>>
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-flights-'))

beforeAll(async () => {
  store = await openTestStore()
  const file = join(folder, 'tiny.parquet')
  const rows = source.map(([date, delay, distance, origin, destination]) => `('${date}', ${delay}, ${distance}, '${origin}', '${destination}')`)
  await store.engine.write(`INSERT INTO FUNCTION file('${file}', Parquet)
    SELECT toNullable(toDateTime64(c1, 6, 'UTC')) AS date, toNullable(toInt64(c2)) AS delay, toNullable(toInt64(c3)) AS distance, toNullable(c4) AS origin, toNullable(c5) AS destination
    FROM VALUES(${rows.join()})`)
  await loadFlights(store.engine, file)
})

afterAll(async () => {
  await store.engine.close()
  await store.remove()
  rmSync(folder, { recursive: true, force: true })
})

describe('loadFlights', () => {
  it('takes the delay off the time, and reads hour and weekday of the timetable', async () => {
    const flights = await readFlights(store.engine, { fromMs: Date.UTC(2001, 1, 1), toMs: Date.UTC(2001, 2, 1) })
    // 23:50 and ten minutes early: midnight, which is Sunday the 11th.
    expect(flights.scheduledMs).toEqual([Date.UTC(2001, 1, 11)])
    expect(flights.scheduledHour).toEqual([0])
    expect(flights.weekday).toEqual(['Sun'])
    expect(flights.delayMinutes).toEqual([-10])
  })

  it('knows of a delay at the destination once that flight has landed, on the clock of the world', async () => {
    const flights = await readFlights(store.engine, { fromMs: Date.UTC(2001, 0, 2, 11), toMs: Date.UTC(2001, 0, 3) })
    // Nothing has landed at 11:15: (0 + 0.6) / 3 − (0 + 2) / 10 = 0. At 11:25 one late landing: (1 + 0.6) / (1 + 3) − (1 + 2) / (1 + 10) = 0.4 − 0.2727.
    expect(flights.destinationDelays.map(Math.abs)).toEqual([0, 0.127])
  })
})

describe('askSource', () => {
  it('finds a window beyond January’s, by hand', async () => {
    const { engine } = store
    const hourly = (day: number, month: number, distance: number) => ({ at: Date.UTC(2001, month, day, 10, 5), distance })
    const rows = [...Array.from({ length: 31 }, (_, day) => hourly(day + 1, 0, 100 + day)), hourly(5, 1, 131), hourly(6, 1, 115)]
    await storeScored(engine, readModel(), {
      scheduledMs: rows.map(({ at }) => at),
      delayMinutes: rows.map(() => 0),
      scheduledHour: rows.map(() => 10),
      weekday: rows.map(() => 'Mon'),
      distance: rows.map(({ distance }) => distance),
      destinationDelays: rows.map(() => 0),
      origin: rows.map(() => 'ATL'),
      destination: rows.map(() => 'BOS'),
    })
    const ask = (day: number, detector: string) =>
      askSource(engine, { detector, subject: 'distance', segment: '', fromMs: Date.UTC(2001, 1, day, 10), toMs: Date.UTC(2001, 1, day, 11) })
    // January's hours from 10 to 11 have means of 100 to 130 miles, one flight each.
    expect(await ask(5, 'drift/mean-score')).toEqual({ measure: 'avg(distance)', value: 131, least: 100, greatest: 130, real: true })
    expect(await ask(6, 'drift/mean-score')).toMatchObject({ value: 115, real: false })
    expect(await ask(5, 'quality/range')).toMatchObject({ value: 1, least: 0, greatest: 0, real: true })
    expect(await ask(6, 'quality/range')).toMatchObject({ value: 0, real: false })
    expect(await ask(5, 'quality/missing')).toBeNull()
  })
})
