import { defineDetector, noSettings } from '../../contract/index.ts'
import { measured } from '../cells/measured.ts'
import { momentsOf } from '../cells/moments.ts'
import { sizesOf } from '../cells/present.ts'
import { welch } from '../cells/welch.ts'

/**
 * How many standard errors the mean has moved.
 *
 *   zscore = (x̄ − μ₀) ÷ (σ₀ √(1/n + 1/N))
 *
 * p and interval are Welch's, which does not take the two variances as equal. Infinities are left out. Two equal constants have 0; a constant
 * baseline otherwise has no σ₀: null with the note `constant-baseline`.
 * Unit: standard errors, signed; it grows with the rows. Shown, does not decide.
 * Source: Welch (1947), The generalization of Student's problem, Biometrika 34.
 */
export default defineDetector({
  name: 'quality/zscore',
  summary: 'Move of the mean in standard errors',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: '1',
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    const [before, after] = [momentsOf(baseline), momentsOf(window)]
    const difference = after.mean - before.mean
    if (baseline.lo === baseline.hi) {
      const same = difference === 0 && window.lo === window.hi
      return same
        ? measured(sizes, { value: 0, low: 0, high: 0, pValue: 1 })
        : measured(sizes, { pValue: welch(before, after).pValue, notes: ['constant-baseline'] })
    }
    const { pValue, reach } = welch(before, after)
    const error = before.deviation * Math.sqrt(1 / after.n + 1 / before.n)
    return measured(sizes, { value: difference / error, low: (difference - reach) / error, high: (difference + reach) / error, pValue })
  },
})
