import type { Engine } from '../../collector/store/store.ts'
import clocks from './airport-clocks.json' with { type: 'json' }

/** Flights by column, in the order of their scheduled departure. Times are those of the data (local, spelled as UTC). */
export interface Flights {
  readonly scheduledMs: readonly number[]
  /** Arrival after the timetable, minutes; negative when early. */
  readonly delayMinutes: readonly number[]
  readonly scheduledHour: readonly number[]
  readonly weekday: readonly string[]
  /** Miles. */
  readonly distance: readonly number[]
  readonly destinationDelays: readonly number[]
  readonly origin: readonly string[]
  readonly destination: readonly string[]
}

/** A flight is late when it arrives more than this after the timetable, minutes: the convention of the US statistics. */
export const lateMinutes = 15
/** January 2001 teaches; what is replayed comes from the 28 days after it. Milliseconds, in the time of the data. */
export const january = { fromMs: Date.UTC(2001, 0, 1), toMs: Date.UTC(2001, 1, 1) }

/** Later flights are not needed: the story ends at most five weeks after January. */
export const readUntil = '2001-03-09'

const offsets = Object.entries(clocks).flatMap(([hours, airports]) => airports.map(airport => [airport, Number(hours)] as const))
const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const zoneHours = `transform(origin, [${offsets.map(([airport]) => literal(airport)).join()}], [${offsets.map(([, hours]) => hours).join()}], -5)`

/** `date` is near the actual departure (two of three flights at 2 a.m. are late), so the scheduled one is `date` less `delay`. */
const departures = (file: string): string => `
  SELECT toDateTime(assumeNotNull(date), 'UTC') - toIntervalMinute(assumeNotNull(delay)) AS scheduled, toInt16(assumeNotNull(delay)) AS delay,
    toUInt16(assumeNotNull(distance)) AS distance, toString(assumeNotNull(origin)) AS origin, toString(assumeNotNull(destination)) AS destination,
    delay > ${lateMinutes} AS late, toUnixTimestamp(scheduled) - 3600 * ${zoneHours} AS worldSeconds
  FROM file(${literal(file)}, Parquet) WHERE date < '${readUntil}'`

/** When a flight has landed and its lateness is known: half an hour on the ground and eight miles a minute, in steps of ten minutes. */
const landedSlot = 'intDiv(worldSeconds + delay * 60 + 1800 + toInt64(7.5 * distance), 600)'
const landedBefore = (airport: string, slots: number): string => `
  SELECT airport, arrayJoin(range(1, ${slots + 1})) + landed AS slot, sum(landings) AS flights, sum(lates) AS late FROM (
    SELECT ${airport} AS airport, ${landedSlot} AS landed, count() AS landings, sum(late) AS lates FROM departures GROUP BY airport, landed)
  GROUP BY airport, slot`

/**
 * Fills the table `flights`. `destinationDelays` is the share of late flights among those that landed at the destination in the three hours before, less
 * that of the whole network in two hours, both shrunk towards each other where flights are few, held within −0.2 and 0.4. Only what has landed is counted, on the world's clock and
 * not on the airports' own, so nothing of the flight itself or of the future leaks in.
 */
export async function loadFlights(engine: Engine, file: string): Promise<void> {
  await engine.write(`CREATE OR REPLACE TABLE departures ENGINE = MergeTree ORDER BY scheduled AS ${departures(file)}`)
  await engine.write(`CREATE OR REPLACE TABLE flights ENGINE = MergeTree ORDER BY (scheduled, origin, destination, distance, delay) AS
    SELECT scheduled, delay, distance, origin, destination, flight.late AS late,
      round(least(greatest((near.late + 0.6) / (near.flights + 3) - (network.late + 2) / (network.flights + 10), -0.2), 0.4), 3) AS destinationDelays
    FROM (SELECT *, intDiv(worldSeconds, 600) AS slot FROM departures) AS flight
    LEFT JOIN (${landedBefore('destination', 18)}) AS near ON near.airport = flight.destination AND near.slot = flight.slot
    LEFT JOIN (${landedBefore("''", 12)}) AS network ON network.slot = flight.slot`)
}

const seconds = (atMs: number): number => Math.floor(atMs / 1000)

/** Flights scheduled in [fromMs, toMs), the same order every time. */
export async function readFlights(engine: Engine, { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): Promise<Flights> {
  const [columns] = await engine.read<Flights>(
    `SELECT groupArray(toUnixTimestamp(scheduled) * 1000.0) AS scheduledMs, groupArray(delay) AS delayMinutes, groupArray(toHour(scheduled)) AS scheduledHour,
      groupArray(formatDateTime(scheduled, '%a')) AS weekday, groupArray(distance) AS distance, groupArray(destinationDelays) AS destinationDelays,
      groupArray(origin) AS origin, groupArray(destination) AS destination
    FROM (SELECT * FROM flights WHERE scheduled >= toDateTime({from:UInt32}, 'UTC') AND scheduled < toDateTime({to:UInt32}, 'UTC')
      ORDER BY scheduled, origin, destination, distance, delay)`,
    { from: seconds(fromMs), to: seconds(toMs) },
    { memoryBytesMax: 2 ** 30, seconds: 60 },
  )
  if (!columns) throw new Error('a query without GROUP BY always has a row')
  return columns
}
