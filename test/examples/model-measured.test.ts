import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFlightFile } from '../../cli/demo/flight-file.ts'
import { loadFlights, readFlights } from '../../cli/demo/flights.ts'
import { storeScored } from '../../cli/demo/scored.ts'
import { type FlightWeights, readModel } from '../../examples/model-server/model.ts'
import { openTestStore } from '../setup/store.ts'

let store: Awaited<ReturnType<typeof openTestStore>>
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(async () => {
  await store.engine.close()
  await store.remove()
})

it('the AUC that the weights state for February is the one that ClickHouse counts', async () => {
  const { measured } = JSON.parse(readFileSync('examples/model-server/flights-model.json', 'utf8')) as FlightWeights
  const february = measured['february'] as { rows: number; auc: number; accuracy: number; aucByOrigin: Record<string, number> }
  const { engine } = store
  await loadFlights(engine, findFlightFile())
  await storeScored(engine, readModel(), await readFlights(engine, { fromMs: Date.UTC(2001, 1, 1), toMs: Date.UTC(2001, 2, 1) }))
  const counted = await engine.read<{ airport: string; rows: string; auc: number; accuracy: number }>(
    `SELECT airport, count() AS rows, arrayAUC(groupArray(late_probability), groupArray(arrival = 'late')) AS auc, avg(late = arrival) AS accuracy
    FROM (SELECT *, arrayJoin(['', origin]) AS airport FROM scored) GROUP BY airport`,
  )
  const at = (airport: string) => counted.find(row => row.airport === airport)
  expect(Number(at('')?.rows)).toBe(february.rows)
  expect(at('')?.auc).toBeCloseTo(february.auc, 3)
  expect(at('')?.accuracy).toBeCloseTo(february.accuracy, 3)
  for (const [airport, auc] of Object.entries(february.aucByOrigin)) expect(at(airport)?.auc, airport).toBeCloseTo(auc, 3)
})
