import { defineDetector, noSettings } from '../../contract/index.ts'
import { leadingValue, proportionZ, shareMove } from '../cells/leading-value.ts'
import { shareMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { sizesOf } from '../cells/present.ts'
import { normal } from '../math/normal.ts'

/**
 * Move of the share of the value that is most frequent on both sides together, with the z-test of two proportions. Of a column with two values it is the whole change.
 *
 *   ztest = x/n − y/N,  z = (x/n − y/N) / √(m(1 − m)(1/n + 1/N)),  m = (x + y)/(n + N)
 *
 * No continuity correction; `drift/fisher` is exact where few rows are expected. Interval: Newcombe's.
 * Unit: share, signed. Shown, does not decide.
 * Source: Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine 17.
 */
export default defineDetector({
  name: 'drift/ztest',
  summary: "Move of the share of a category's leading value",
  reads: ['category'],
  roles: ['feature', 'class', 'output', 'segment'],
  unit: 'share',
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const leading = leadingValue(baseline, window)
    const z = proportionZ(leading)
    return measured(sizes, { ...shareMove(leading), pValue: Number.isNaN(z) ? 1 : Math.max(1e-300, 2 * normal.upperTail(Math.abs(z))) })
  },
  floor: () => shareMatters,
})
