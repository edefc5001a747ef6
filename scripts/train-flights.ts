import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aucOf } from '../cli/demo/evidence.ts'
import { findFlightFile, vegaFile } from '../cli/demo/flight-file.ts'
import { type Flights, january, lateMinutes, loadFlights, readFlights } from '../cli/demo/flights.ts'
import { type Engine, openStore, StoreSettings } from '../collector/store/store.ts'
import { defaults } from '../contract/index.ts'
import { featureNames, featuresOf } from '../examples/model-server/features.ts'
import { buildModel, type FlightModel, type FlightWeights, readEncodings } from '../examples/model-server/model.ts'
import { boostStumps } from './training/boost.ts'
import { airportClocks } from './training/clocks.ts'
import { encodePlaces, logOdds } from './training/encode.ts'

/**
 * Trains the model of the example server on January 2001, measures it on February, and writes its weights and the clocks of the airports.
 * The same data give the same files. Run: node scripts/train-flights.ts
 */
const february = { fromMs: january.toMs, toMs: Date.UTC(2001, 2, 1) }
const rounds = 300
const rate = 0.2

const inputsOf = (flights: Flights, row: number) => ({
  scheduledHour: flights.scheduledHour[row] ?? null,
  weekday: flights.weekday[row] ?? null,
  distance: flights.distance[row] ?? null,
  destinationDelays: flights.destinationDelays[row] ?? null,
  origin: flights.origin[row] ?? null,
  destination: flights.destination[row] ?? null,
})
const lateOf = (flights: Flights): boolean[] => flights.delayMinutes.map(minutes => minutes > lateMinutes)

function train(flights: Flights): FlightWeights {
  const late = lateOf(flights)
  const share = late.filter(Boolean).length / late.length
  const start = Math.round(logOdds(share) * 1e4) / 1e4
  const encodings = encodePlaces(flights, late, start)
  const maps = readEncodings(encodings)
  const features = featureNames.map(() => new Float64Array(late.length))
  for (const row of late.keys())
    for (const [feature, value] of featuresOf(inputsOf(flights, row), maps).entries()) (features[feature] as Float64Array)[row] = value
  const stumps = boostStumps(features, late, { start, rounds, rate })
  const lateFrom = Math.round(share * 1e4) / 1e4
  return { name: 'flight-delay', version: '1', trainedOn: 'US flights of January 2001', measured: {}, start, lateFrom, encodings, stumps }
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e3) / 1e3)

function measure(model: FlightModel, flights: Flights) {
  const late = lateOf(flights)
  const scores = late.map((_, row) => model.score(inputsOf(flights, row)))
  const right = late.filter((one, row) => one === (scores[row] ?? 0) >= model.lateFrom).length
  const seen = late.map((one, row) => ({ late: one, score: scores[row] ?? 0 }))
  const aucAt = (airport: string) => rounded(aucOf(seen.filter((_, row) => flights.origin[row] === airport)))
  const counts = Map.groupBy(flights.origin, airport => airport)
  const large = [...counts].sort((a, b) => b[1].length - a[1].length).slice(0, 20)
  return {
    rows: late.length,
    lateShare: rounded(late.filter(Boolean).length / late.length),
    auc: rounded(aucOf(seen)),
    accuracy: rounded(right / late.length),
    aucByOrigin: Object.fromEntries(large.map(([airport]) => [airport, aucAt(airport)])),
  }
}

async function writeClocks(engine: Engine, file: string): Promise<void> {
  const flown = await engine.read<{ airport: string }>(
    `SELECT DISTINCT arrayJoin([assumeNotNull(origin), assumeNotNull(destination)]) AS airport FROM file('${file}', Parquet)`,
  )
  const clocks = airportClocks(vegaFile('airports.csv') ?? 'airports.csv', new Set(flown.map(({ airport }) => airport)))
  writeFileSync(new URL('../cli/demo/airport-clocks.json', import.meta.url), `${JSON.stringify(clocks)}\n`)
}

const data = mkdtempSync(join(tmpdir(), 'plimsoll-train-'))
const engine = await openStore({ ...defaults(StoreSettings), data, durability: 'page-cache' }, Date.now)
try {
  if (process.argv.includes('--clocks')) await writeClocks(engine, findFlightFile())
  else {
    await loadFlights(engine, findFlightFile())
    const flights = await readFlights(engine, january)
    const weights = train(flights)
    const model = buildModel(weights)
    const measured = { january: measure(model, flights), february: measure(model, await readFlights(engine, february)) }
    writeFileSync(new URL('../examples/model-server/flights-model.json', import.meta.url), `${JSON.stringify({ ...weights, measured })}\n`)
    console.log(JSON.stringify(measured, null, 1))
  }
} finally {
  await engine.close()
  rmSync(data, { recursive: true, force: true })
}
