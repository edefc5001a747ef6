import type { Cells } from '../../contract/index.ts'
import { walkShares } from './walk.ts'

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

/**
 * Visits the values of two columns in order, but for the last, at which everything lies below. A place is passed over until it holds `least` of
 * both sides together: cells cut by the two sides as one leave a law that knows only their union unharmed.
 *
 * @param visit  takes what it needs of the place, which is the same object at every step
 */
export function walkPooled(sides: readonly [Cells, Cells], { N, n }: PairSizes, least: number, visit: (place: Place) => void): void {
  const place = { value: Number.NaN, F: 0, G: 0, H: 0, mass: 0 }
  let before = 0
  walkShares(...sides, (value, F, G) => {
    const H = (N * F + n * G) / (N + n)
    const mass = H - before
    if (H >= whole || mass <= 0 || mass < least * (1 - 1e-9)) return
    before = H
    place.value = value
    place.F = F
    place.G = G
    place.H = H
    place.mass = mass
    visit(place)
  })
}

/** Places that a law of cells is worked out for: beyond them its largest weights do not move any more. */
const placesMax = 64

/** At most 64 places of two columns: all of them where they are few, else such that each holds a 64th of both sides together. */
export function fewPlaces(sides: readonly [Cells, Cells], sizes: PairSizes): Place[] {
  const few = sides[0].values.length + sides[1].values.length <= placesMax
  const places = placesOf(sides, sizes, 0, few ? placesMax : placesMax + 1)
  return places.length <= placesMax ? places : placesOf(sides, sizes, 1 / placesMax, placesMax)
}

/** Gathers no more than one place beyond `most`, which says that there are too many. */
function placesOf(sides: readonly [Cells, Cells], sizes: PairSizes, least: number, most: number): Place[] {
  const places: Place[] = []
  walkPooled(sides, sizes, least, place => {
    if (places.length <= most) places.push({ ...place })
  })
  return places
}
