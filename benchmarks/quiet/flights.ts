import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFlightFile } from '../../cli/demo/flight-file.ts'
import { type Flights, january, loadFlights, readFlights } from '../../cli/demo/flights.ts'
import { openStore, StoreSettings } from '../../collector/store/store.ts'
import { defaults } from '../../contract/index.ts'
import { type FlightModel, readModel } from '../../examples/model-server/model.ts'

export { january }
export const sliceMs = 300_000

/** Flights of one 5-minute slice, by column, with what the example model says of them. */
export interface Slice {
  readonly distance: Float64Array
  readonly score: Float64Array
  readonly origin: readonly string[]
  readonly destination: readonly string[]
}

/** The flights of January 2001, by 5 minutes of their scheduled time. */
export async function readJanuary(): Promise<Map<number, Slice>> {
  const data = mkdtempSync(join(tmpdir(), 'plimsoll-quiet-'))
  const engine = await openStore({ ...defaults(StoreSettings), data, durability: 'page-cache' }, Date.now)
  try {
    await loadFlights(engine, findFlightFile())
    return slicesOf(await readFlights(engine, january), readModel())
  } finally {
    await engine.close()
    rmSync(data, { recursive: true, force: true })
  }
}

function slicesOf(flights: Flights, model: FlightModel): Map<number, Slice> {
  const slots = Map.groupBy(flights.scheduledMs.keys(), row => Math.floor((flights.scheduledMs[row] ?? 0) / sliceMs) * sliceMs)
  return new Map(Array.from(slots, ([atMs, rows]) => [atMs, sliceOf(flights, rows, model)] as const))
}

const sliceOf = (flights: Flights, rows: readonly number[], model: FlightModel): Slice => ({
  distance: Float64Array.from(rows, row => flights.distance[row] ?? Number.NaN),
  score: Float64Array.from(rows, row => model.score(flightAt(flights, row))),
  origin: rows.map(row => flights.origin[row] ?? ''),
  destination: rows.map(row => flights.destination[row] ?? ''),
})

const flightAt = (flights: Flights, row: number): Parameters<FlightModel['score']>[0] => ({
  scheduledHour: flights.scheduledHour[row] ?? null,
  weekday: flights.weekday[row] ?? null,
  distance: flights.distance[row] ?? null,
  destinationDelays: flights.destinationDelays[row] ?? null,
  origin: flights.origin[row] ?? null,
  destination: flights.destination[row] ?? null,
})
