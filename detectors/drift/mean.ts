import { defineDetector, noSettings } from '../../contract/index.ts'
import { unsayable } from '../cells/infinite.ts'
import { levelMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { momentsOf } from '../cells/moments.ts'
import { sizesOf } from '../cells/present.ts'
import { welch } from '../cells/welch.ts'

/**
 * Move of the plain mean, in standard deviations of the baseline, with Welch's t-test.
 *
 *   mean = (x̄ − μ₀) ÷ σ₀,  t = (x̄ − μ₀) / √(s²/n + σ₀²/N),  df by Welch and Satterthwaite
 *
 * Far out its p is wrong for long tails (log-normal, 300 rows: 26 times too small at 1e-5); `drift/mean-score` decides for that reason.
 * Null for a baseline of one value, and where only one side holds an infinity; p is null for fewer than two rows on a side.
 * Unit: standard deviations, signed. Shown, does not decide.
 * Source: Welch (1947), The generalization of "Student's" problem, Biometrika 34.
 */
export default defineDetector({
  name: 'drift/mean',
  summary: 'Move of the mean of a number, in standard deviations of the baseline',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'sd',
  settings: noSettings,
  read(baseline, window) {
    const nothing = unsayable(baseline, window)
    if (nothing) return nothing
    const [before, after] = [momentsOf(baseline), momentsOf(window)]
    const sizes = sizesOf(baseline, window)
    const sd = before.deviation
    if (!(sd > 0)) return measured(sizes, { notes: ['constant-baseline'] })
    const value = (after.mean - before.mean) / sd
    const { pValue, reach } = welch(before, after)
    return measured(sizes, { value, low: value - reach / sd, high: value + reach / sd, pValue })
  },
  floor: () => levelMatters,
})
