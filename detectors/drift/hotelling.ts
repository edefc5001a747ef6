import { defineDetector, noSettings } from '../../contract/index.ts'
import { levelMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { hotelling } from '../multivariate/hotelling.ts'
import { sameColumns } from '../multivariate/moments.ts'
import { harmonic, otherPlan, rowSizes } from '../multivariate/sizes.ts'
import { incompleteNote, leftOutNote } from '../summaries/table-columns.ts'

/**
 * Hotelling's T²: the move of all means at once, against how the columns vary together.
 *
 *   T² = h (x̄ − μ₀)ᵀ S⁻¹ (x̄ − μ₀),  h = N·n/(N+n),  S the pooled covariance
 *
 * It grows with the rows. Rows with a gap are left out. Where columns nearly repeat each other S has a ridge, with the note `ridge`. Null with
 * no more rows than columns. p by the F law, exact for normal columns and good for many rows of any.
 * Unit: 1; k on average when nothing has changed, k the columns. Shown, does not decide.
 * Source: Hotelling (1931), The generalization of Student's ratio, Annals of Mathematical Statistics 2.
 */
export default defineDetector({
  name: 'drift/hotelling',
  summary: "Hotelling's T² between the means of all numbers together",
  reads: ['cross'],
  roles: [],
  unit: '1',
  settings: noSettings,
  read(baseline, window) {
    const sizes = rowSizes(baseline, window)
    if (!sameColumns(baseline, window)) return measured(sizes, { notes: otherPlan })
    const notes = [...incompleteNote(window.incomplete), ...leftOutNote(window.leftOut)]
    const test = hotelling(baseline, window)
    if (!test) return measured(sizes, { notes })
    return measured(sizes, { value: test.T2, pValue: test.pValue, notes: [...(test.ridge ? ['ridge'] : []), ...notes] })
  },
  floor: ({ n, baselineN }) => harmonic(baselineN, n) * levelMatters ** 2,
})
