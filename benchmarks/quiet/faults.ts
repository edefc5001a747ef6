import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Slice } from './flights.ts'

/** Something that goes wrong with one column from some moment on. */
export interface Fault {
  readonly name: string
  readonly column: keyof Slice
  /** @param draw  a number in [0, 1) for each call */
  apply(slice: Slice, draw: () => number): Slice
}

const missingShare = 0.1
const unknownShare = 0.03
const kilometresPerMile = 1.609344

export const faults: readonly Fault[] = [
  {
    name: 'part of a column missing',
    column: 'distance',
    apply: (slice, draw) => ({ ...slice, distance: slice.distance.map(miles => (draw() < missingShare ? Number.NaN : miles)) }),
  },
  {
    name: 'miles become kilometres',
    column: 'distance',
    apply: slice => ({ ...slice, distance: slice.distance.map(miles => Math.round(miles * kilometresPerMile)) }),
  },
  {
    name: 'unknown airport code',
    column: 'origin',
    apply: (slice, draw) => ({ ...slice, origin: slice.origin.map(code => (draw() < unknownShare ? 'ZZZ' : code)) }),
  },
]

/** Draws in [0, 1) from a seed. */
export function drawsOf(seed: number): () => number {
  const generator = xoroshiro128plus(seed)
  return () => (generator.next() >>> 0) / 2 ** 32
}
