import type { Flights } from '../../cli/demo/flights.ts'
import { hourOf } from '../../examples/model-server/features.ts'
import type { FlightWeights } from '../../examples/model-server/model.ts'

/** Flights that a rate is shrunk by: of one airport towards the whole, of a pair towards what its parts explain. */
const airportFlights = 200
const pairFlights = 200

export const logOdds = (share: number): number => Math.log(share / (1 - share))
const shareOf = (odds: number): number => 1 / (1 + Math.exp(-odds))
const round = (x: number): number => Math.round(x * 100) / 100

/** Log odds of the shrunk rate of every key less `expected` of it, which is in log odds too. */
function encoded(keys: readonly string[], late: readonly boolean[], shrink: number, expected: (key: string) => number): Map<string, number> {
  const counts = new Map<string, { flights: number; late: number }>()
  for (const [row, key] of keys.entries()) {
    const count = counts.get(key) ?? { flights: 0, late: 0 }
    counts.set(key, { flights: count.flights + 1, late: count.late + (late[row] ? 1 : 0) })
  }
  const encode = (key: string, count: { flights: number; late: number }) =>
    round(logOdds((count.late + shrink * shareOf(expected(key))) / (count.flights + shrink)) - expected(key))
  return new Map([...counts].map(([key, count]) => [key, encode(key, count)]))
}

/** Encodings of places, learned from flights: see `Encodings`. Two decimals, as they are stored, so that training and serving see the same. */
export function encodePlaces(flights: Flights, late: readonly boolean[], base: number): FlightWeights['encodings'] {
  const keys = late.map((_, row) => {
    const [origin, destination, hour] = [flights.origin[row] ?? '', flights.destination[row] ?? '', hourOf(flights.scheduledHour[row] ?? 0)]
    return {
      origin,
      destination,
      hour: String(hour),
      originHour: `${origin} ${hour}`,
      destinationHour: `${destination} ${hour}`,
      route: `${origin} ${destination}`,
    }
  })
  const keysOf = (name: keyof (typeof keys)[number]): string[] => keys.map(key => key[name])
  const single = (name: 'origin' | 'destination' | 'hour') => encoded(keysOf(name), late, airportFlights, () => base)
  const [origin, destination, hour] = [single('origin'), single('destination'), single('hour')]
  const pair = (name: 'originHour' | 'destinationHour' | 'route', first: ReadonlyMap<string, number>, second: ReadonlyMap<string, number>) =>
    encoded(keysOf(name), late, pairFlights, key => {
      const [a = '', b = ''] = key.split(' ')
      return base + (first.get(a) ?? 0) + (second.get(b) ?? 0)
    })
  return {
    origin: sorted(origin),
    destination: sorted(destination),
    originHour: byHour(pair('originHour', origin, hour)),
    destinationHour: byHour(pair('destinationHour', destination, hour)),
    route: byPlace(pair('route', origin, destination)),
  }
}

const sorted = (map: ReadonlyMap<string, number>): Record<string, number> => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))

function byPlace(pairs: ReadonlyMap<string, number>): Record<string, Record<string, number>> {
  const grouped = Object.groupBy(Object.entries(sorted(pairs)), ([key]) => key.split(' ')[0] ?? '')
  const inner = (entries: [string, number][]) =>
    Object.fromEntries(entries.filter(([, value]) => value !== 0).map(([key, value]) => [key.split(' ')[1] ?? '', value]))
  return Object.fromEntries(Object.entries(grouped).map(([first, entries = []]) => [first, inner(entries)]))
}

const byHour = (pairs: ReadonlyMap<string, number>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(byPlace(pairs)).map(([airport, hours]) => [airport, Array.from({ length: 24 }, (_, hour) => hours[hour] ?? 0)]))
