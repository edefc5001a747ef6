import type { CategorySummary, Tally } from '../../contract/index.ts'
import { cellTally } from '../calibration/counts.ts'
import { presentWeight2 } from './present.ts'

/** Values of the baseline that have a cell of their own, most frequent first. All others share the last cell. */
export interface ValueFrame {
  readonly keys: readonly string[]
}

/** Values with a cell of their own. Beyond this, cells are so small that they are merged anyway. */
const keysMax = 256

/** The most frequent values; equally frequent ones by name. */
export const valueKeys = ({ counts }: CategorySummary): string[] =>
  [...counts]
    .sort(([keyA, a], [keyB, b]) => b - a || (keyA < keyB ? -1 : 1))
    .slice(0, keysMax)
    .map(([key]) => key)

/** Cells by value of a frame, worked out once: a frame outlives thousands of windows. */
const places = new WeakMap<readonly string[], ReadonlyMap<string, number>>()

function placesOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const known = places.get(keys) ?? new Map(keys.map((key, index) => [key, index]))
  places.set(keys, known)
  return known
}

/** Counts by value, then of all other present values. */
function countByKeys({ counts, rest }: CategorySummary, keys: readonly string[]): Float64Array {
  const known = placesOf(keys)
  const cells = new Float64Array(keys.length + 1)
  cells[keys.length] = rest
  for (const [key, count] of counts) {
    const cell = known.get(key) ?? keys.length
    cells[cell] = (cells[cell] ?? 0) + count
  }
  return cells
}

export const tallyByKeys = ({ keys }: ValueFrame, window: CategorySummary): Tally => cellTally(countByKeys(window, keys), presentWeight2(window))
