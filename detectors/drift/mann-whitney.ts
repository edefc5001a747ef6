import { defineDetector, noSettings } from '../../contract/index.ts'
import { levelMoves } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { presentSize, sizesOf } from '../cells/present.ts'
import { ranking } from '../cells/ranks.ts'
import { z95 } from '../math/normal.ts'

/**
 * How much more often than not a value of the window is above one of the baseline (Mann–Whitney, Wilcoxon).
 *
 *   mann-whitney = P(x > x₀) + ½ P(x = x₀) − ½ = U/(nN) − ½
 *
 * p two-sided by the normal law with ties counted and half a rank of continuity, as SciPy has it for more than 8 rows. Blind to a change that
 * leaves the level where it was. `resolution` is half of what rows of the same cell could change.
 * Unit: share, −½ to ½. Shown, does not decide.
 * Source: Mann and Whitney (1947), Annals of Mathematical Statistics 18.
 */
export default defineDetector({
  name: 'drift/mann-whitney',
  summary: 'How much more often than not a number of the window is above one of the baseline',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'share',
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const { excess, variance, pValue, ties } = ranking([baseline.cells, window.cells], { N: presentSize(baseline), n: presentSize(window) })
    const reach = z95 * Math.sqrt(variance)
    const exact = baseline.cells.resolution === 0 && window.cells.resolution === 0
    return measured(sizes, {
      value: excess,
      low: Math.max(-0.5, excess - reach),
      high: Math.min(0.5, excess + reach),
      pValue,
      resolution: exact ? 0 : ties,
    })
  },
  floor: () => levelMoves.rank,
})
