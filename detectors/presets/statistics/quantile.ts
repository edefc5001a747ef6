import type { Cells } from '../../../contract/index.ts'
import { totalOf } from '../../summaries/cells.ts'

/** NumPy's and pandas' quantile: between two rows, in proportion. Whole counts; NaN of nothing. */
export function linearQuantile(cells: Cells, share: number): number {
  const rows = totalOf(cells.counts)
  if (rows === 0) return Number.NaN
  const place = share * (rows - 1)
  const low = Math.floor(place)
  const [before, after] = [valueAt(cells, low), valueAt(cells, Math.min(rows - 1, low + 1))]
  const part = place - low
  // As NumPy does it, so that both ends are met to the last digit.
  return part < 0.5 ? before + (after - before) * part : after - (after - before) * (1 - part)
}

function valueAt({ values, counts }: Cells, row: number): number {
  let below = 0
  for (let at = 0; at < values.length; at++) {
    below += counts[at] as number
    if (row < below) return values[at] as number
  }
  return values.at(-1) ?? Number.NaN
}
