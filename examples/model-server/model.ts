import { readFileSync } from 'node:fs'
import { type Encodings, type FlightInputs, featuresOf } from './features.ts'

/** A stump: index of the feature, the cut, what is added below it and from it on, in log odds. */
export type Stump = readonly [feature: number, cut: number, below: number, above: number]

/** What `scripts/train-flights.ts` writes. */
export interface FlightWeights {
  readonly name: string
  readonly version: string
  readonly trainedOn: string
  /** What was measured when it was trained; for people. */
  readonly measured: Readonly<Record<string, unknown>>
  /** Log odds before any stump. */
  readonly start: number
  /** Score from which a flight is called late: the share of late flights in January. */
  readonly lateFrom: number
  readonly encodings: {
    readonly origin: Readonly<Record<string, number>>
    readonly destination: Readonly<Record<string, number>>
    readonly originHour: Readonly<Record<string, readonly number[]>>
    readonly destinationHour: Readonly<Record<string, readonly number[]>>
    readonly route: Readonly<Record<string, Readonly<Record<string, number>>>>
  }
  readonly stumps: readonly Stump[]
}

export interface FlightModel {
  readonly name: string
  readonly version: string
  readonly lateFrom: number
  /** Probability that the flight arrives more than 15 minutes late. */
  score(flight: FlightInputs): number
}

/** Stumps of one feature, summed: `values[i]` holds from `cuts[i - 1]` on. */
interface Steps {
  readonly cuts: Float64Array
  readonly values: Float64Array
}

function stepsOf(stumps: readonly Stump[]): Steps {
  const cuts = Float64Array.from(new Set(stumps.map(([, cut]) => cut))).sort()
  const values = Float64Array.from({ length: cuts.length + 1 }, (_, step) =>
    stumps.reduce((sum, [, cut, below, above]) => sum + (step === 0 || (cuts[step - 1] ?? 0) < cut ? below : above), 0),
  )
  return { cuts, values }
}

function valueAt({ cuts, values }: Steps, x: number): number {
  if (Number.isNaN(x)) return 0
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cuts[middle] ?? 0) <= x) low = middle + 1
    else high = middle
  }
  return values[low] ?? 0
}

/** Names of airports are data: looked up in Maps, so that none is taken for a property of objects. */
export const readEncodings = ({ origin, destination, originHour, destinationHour, route }: FlightWeights['encodings']): Encodings => ({
  origin: new Map(Object.entries(origin)),
  destination: new Map(Object.entries(destination)),
  originHour: new Map(Object.entries(originHour)),
  destinationHour: new Map(Object.entries(destinationHour)),
  route: new Map(Object.entries(route).map(([from, values]) => [from, new Map(Object.entries(values))])),
})

const round = (probability: number): number => Math.round(probability * 1e4) / 1e4

/** Boosted stumps are a sum of step functions, one a feature. A missing or unknown value adds nothing. Scores have four decimals. */
export function buildModel({ name, version, lateFrom, start, encodings, stumps }: FlightWeights): FlightModel {
  const maps = readEncodings(encodings)
  const features = Array.from({ length: 1 + Math.max(...stumps.map(([feature]) => feature)) }, (_, feature) =>
    stepsOf(stumps.filter(([one]) => one === feature)),
  )
  return {
    name,
    version,
    lateFrom,
    score(flight) {
      const values = featuresOf(flight, maps)
      const logOdds = features.reduce((sum, steps, index) => sum + valueAt(steps, values[index] ?? Number.NaN), start)
      return round(1 / (1 + Math.exp(-logOdds)))
    },
  }
}

export const readModel = (): FlightModel => buildModel(JSON.parse(readFileSync(new URL('./flights-model.json', import.meta.url), 'utf8')) as FlightWeights)
