import type { Cells } from '../../contract/index.ts'
import { stretchesOf } from './walk.ts'

/** A value and what lies at or below it. */
export interface Place {
  readonly value: number
  /** Shares of the baseline, of the window and of both together at or below the value. */
  readonly F: number
  readonly G: number
  readonly H: number
  /** Share of both together since the place before. */
  readonly mass: number
}

/** Effective rows of the two sides. */
export interface PairSizes {
  readonly N: number
  readonly n: number
}

/** Above it a cumulative share is 1 but for rounding. */
const whole = 1 - 1e-12

/** Whether both sides together, at `H` and `mass` above the place before, are a place: not the last value, and something more than nothing. */
export const isPlace = (H: number, mass: number): boolean => H < whole && mass > 0

/** Places that a law of cells is worked out for: beyond them its largest weights do not move any more. */
const placesMax = 64

/** At most 64 places of two columns: all of them where they are few, else such that each holds a 64th of both sides together. */
export function fewPlaces(sides: readonly [Cells, Cells], sizes: PairSizes): Place[] {
  const every = placesOf(sides, sizes, 0)
  return every.length <= placesMax ? every : placesOf(sides, sizes, 1 / placesMax)
}

/**
 * The values of two columns in order, but for the last, at which everything lies below. A place is passed over until it holds `least` of
 * both sides together: cells cut by the two sides as one leave a law that knows only their union unharmed. One place more than may be says
 * that there are too many.
 */
function placesOf(sides: readonly [Cells, Cells], { N, n }: PairSizes, least: number): Place[] {
  const places: Place[] = []
  const enough = least * (1 - 1e-9)
  let before = 0
  for (const { length, values, F, G } of stretchesOf(...sides)) {
    for (let at = 0; at < length; at++) {
      const H = (N * (F[at] as number) + n * (G[at] as number)) / (N + n)
      const mass = H - before
      if (mass < enough || !isPlace(H, mass)) continue
      before = H
      places.push({ value: values[at] as number, F: F[at] as number, G: G[at] as number, H, mass })
      if (places.length > placesMax) return places
    }
  }
  return places
}
