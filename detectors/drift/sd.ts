import { defineDetector, noSettings } from '../../contract/index.ts'
import { unsayable } from '../cells/infinite.ts'
import { levelMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { momentsOf } from '../cells/moments.ts'
import { sizesOf } from '../cells/present.ts'
import { normal, z95 } from '../math/normal.ts'

/**
 * Change of the standard deviation, as a logarithm of its ratio: 0.1 is a tenth more.
 *
 *   sd = ln(s / s₀),  SE² = ¼ ((κ − 1)/n + (κ₀ − 1)/N),  κ = m₄ / m₂²
 *
 * Its error takes the tails as they are; the F-test of variances would take them as normal. Null where a side has one value, fewer than two
 * rows, or an infinity that the other has not.
 * Unit: ln, signed. Shown, does not decide.
 * Source: Layard (1973), Robust large-sample tests for homogeneity of variances, JASA 68.
 */
export default defineDetector({
  name: 'drift/sd',
  summary: 'Change of the standard deviation of a number, as the logarithm of the ratio',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'ln',
  settings: noSettings,
  read(baseline, window) {
    const nothing = unsayable(baseline, window)
    if (nothing) return nothing
    const sizes = sizesOf(baseline, window)
    const [before, after] = [momentsOf(baseline), momentsOf(window)]
    if (!(before.deviation > 0 && after.deviation > 0)) return measured(sizes, { notes: before.deviation > 0 ? [] : ['constant-baseline'] })
    const value = Math.log(after.deviation / before.deviation)
    const error = Math.sqrt(Math.max(0, (after.kurtosis - 1) / after.n + (before.kurtosis - 1) / before.n)) / 2
    if (!(error > 0)) return measured(sizes, { value })
    return measured(sizes, {
      value,
      low: value - z95 * error,
      high: value + z95 * error,
      pValue: Math.max(1e-300, 2 * normal.upperTail(Math.abs(value) / error)),
    })
  },
  floor: () => levelMatters,
})
