import type { CellPair } from '../../cells/column-cells.ts'
import type { Sides } from '../statistics/sides.ts'
import { countBetween } from './counts.ts'
import { equalEdges } from './edges.ts'

/** Equal bins of the range of both sides. */
export function binnedTogether({ before, after }: Sides, bins: number): CellPair {
  const low = Math.min(before.values[0] as number, after.values[0] as number)
  const edges = equalEdges(low, Math.max(before.values.at(-1) as number, after.values.at(-1) as number), bins)
  return { baseline: countBetween(before, edges).counts, window: countBetween(after, edges).counts, ordered: true }
}
