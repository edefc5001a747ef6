/** One flight as the model sees it. Null is missing. */
export interface FlightInputs {
  readonly scheduledHour: number | null
  readonly weekday: string | null
  /** Miles. */
  readonly distance: number | null
  /** Share of late arrivals at the destination in the last hours, less that of the whole network. */
  readonly destinationDelays: number | null
  readonly origin: string | null
  readonly destination: string | null
}

export const featureNames = [
  'scheduled_hour',
  'weekday',
  'distance',
  'destination_delays',
  'origin',
  'destination',
  'origin_hour',
  'destination_hour',
  'route',
] as const

/** What January taught about places, in log odds: single airports against the whole, pairs against what their parts explain. */
export interface Encodings {
  readonly origin: ReadonlyMap<string, number>
  readonly destination: ReadonlyMap<string, number>
  /** 24 numbers an airport. */
  readonly originHour: ReadonlyMap<string, readonly number[]>
  readonly destinationHour: ReadonlyMap<string, readonly number[]>
  readonly route: ReadonlyMap<string, ReadonlyMap<string, number>>
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Hours 2 to 5 count as one: hardly a flight is scheduled then, and those whose timetable was guessed too early look late. */
export const hourOf = (hour: number): number => (hour >= 2 && hour < 6 ? 5 : hour)

/** The numbers that the stumps cut, in the order of `featureNames`; NaN is missing or unknown. A pair that January did not have is as its parts explain: 0. */
export function featuresOf(flight: FlightInputs, encodings: Encodings): number[] {
  const hour = flight.scheduledHour === null ? null : hourOf(flight.scheduledHour)
  const weekday = weekdays.indexOf(flight.weekday ?? '')
  const [origin, destination] = [flight.origin ?? '', flight.destination ?? '']
  const routes = encodings.destination.has(destination) ? encodings.route.get(origin) : undefined
  const numbers = [hour, weekday < 0 ? null : weekday, flight.distance, flight.destinationDelays, ...placesOf(encodings, { origin, destination, hour })]
  return [...numbers, routes && (routes.get(destination) ?? 0)].map(number => number ?? Number.NaN)
}

function placesOf(encodings: Encodings, { origin, destination, hour }: { origin: string; destination: string; hour: number | null }) {
  const at = (hours: readonly number[] | undefined) => (hour === null ? undefined : hours?.[hour])
  return [
    encodings.origin.get(origin),
    encodings.destination.get(destination),
    at(encodings.originHour.get(origin)),
    at(encodings.destinationHour.get(destination)),
  ]
}
