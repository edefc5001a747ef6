import type { CellPair } from '../../cells/column-cells.ts'
import { uniformDraws } from '../../math/draws.ts'
import { totalOf } from '../../summaries/cells.ts'

const draws = 1000
/** Rows of both sides up to which a thousand shuffles are affordable. */
const rowsMax = 200_000

/** Share of 1,000 seeded shuffles of all rows whose total variation is as large as what was seen. Null for too many rows. */
export function permutedVariationP({ baseline, window }: CellPair): number | null {
  const [N, n] = [totalOf(baseline), totalOf(window)]
  if (N + n > rowsMax) return null
  const all = baseline.map((count, at) => count + (window[at] as number))
  const rows = Uint16Array.from(Array.from(all).flatMap((count, cell) => Array.from({ length: count }, () => cell)))
  // Σ |p − q| rises with Σ |d − E d|, d the rows of the window in a cell.
  const distance = (taken: Float64Array): number => taken.reduce((sum, count, at) => sum + Math.abs(count / n - ((all[at] as number) - count) / N), 0)
  const seen = distance(window) * (1 - 1e-12)
  const next = uniformDraws(1)
  let hits = 0
  for (let draw = 0; draw < draws; draw++) if (distance(takenAtRandom(rows, n, all.length, next)) >= seen) hits++
  return hits / draws
}

function takenAtRandom(rows: Uint16Array, n: number, cells: number, next: () => number): Float64Array {
  const taken = new Float64Array(cells)
  for (let at = 0; at < n; at++) {
    const other = at + Math.floor(next() * (rows.length - at))
    const row = rows[other] as number
    rows[other] = rows[at] as number
    rows[at] = row
    taken[row] = (taken[row] as number) + 1
  }
  return taken
}
