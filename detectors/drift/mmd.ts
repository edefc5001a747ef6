import { defineDetector, noSettings } from '../../contract/index.ts'
import { levelMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { discrepancy } from '../multivariate/discrepancy.ts'
import { otherPlan, rowSizes } from '../multivariate/sizes.ts'
import { incompleteNote, leftOutNote } from '../summaries/table-columns.ts'

/**
 * Maximum mean discrepancy between the numbers of whole rows, by random Fourier features of a Gaussian kernel.
 *
 *   MMD² = ‖φ̄ − φ̄₀‖²,  φ = √(1/D) [cos ωᵀz, sin ωᵀz],  mmd = MMD² − (1 − ‖φ̄₀‖²)(1/n + 1/N)
 *
 * z standardised by the baseline, 64 directions ω ~ N(0, 1/σ²), σ the median distance of two rows of it. Without its bias: about 0, also below,
 * when nothing has changed. p by the law h·MMD² ~ Σ λ χ²₁ (saddlepoint, within 10 %). Rows with a gap are left out; categories are not looked at.
 * Unit: 1, at most 2. Shown, does not decide.
 * Source: Gretton et al. (2012), A kernel two-sample test, JMLR 13; Rahimi and Recht (2007).
 */
export default defineDetector({
  name: 'drift/mmd',
  summary: 'Maximum mean discrepancy between all numbers together',
  reads: ['features'],
  roles: [],
  unit: '1',
  settings: noSettings,
  read(baseline, window) {
    const sizes = rowSizes(baseline, window)
    if (baseline.directions !== window.directions) return measured(sizes, { notes: otherPlan })
    const notes = [...incompleteNote(window.incomplete), ...leftOutNote(window.leftOut)]
    if (baseline.n === 0 || window.n === 0) return measured(sizes, { notes })
    const { debiased, pValue } = discrepancy(baseline, window)
    return measured(sizes, { value: debiased, pValue, notes })
  },
  // To first order a move of the mean by δ deviations is worth δ²/σ², σ about √2 for one column.
  floor: () => levelMatters ** 2 / 2,
})
