import type { NumericSummary } from '../../contract/index.ts'
import { measured } from './measured.ts'
import { sizesOf } from './present.ts'

const finiteRows = ({ n, nans, pinf, ninf }: NumericSummary): number => n - nans - pinf - ninf

/** What a distance in the unit of a column cannot say: nothing finite on a side, or an infinity on one side only. Undefined when it can. */
export function unsayable(baseline: NumericSummary, window: NumericSummary) {
  const sizes = sizesOf(baseline, window)
  if (finiteRows(baseline) === 0 || finiteRows(window) === 0) return measured(sizes, {})
  if (baseline.pinf + baseline.ninf > 0 !== window.pinf + window.ninf > 0) return measured(sizes, { notes: ['one side holds an infinity'] })
  return undefined
}
