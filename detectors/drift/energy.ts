import { defineDetector, noSettings } from '../../contract/index.ts'
import { energyDistance, energyP } from '../cells/energy.ts'
import { unsayable } from '../cells/infinite.ts'
import { levelMoves } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { momentsOf } from '../cells/moments.ts'
import { sizesOf } from '../cells/present.ts'

/**
 * Energy distance: the square of the difference of the cumulative shares, over the unit of the column.
 *
 *   energy = √(2 ∫ (F − G)² dx) ÷ √σ₀,  σ₀ the baseline's standard deviation
 *
 * The square root, as SciPy has it. Null for a baseline of one value, and where only one side holds an infinity. p by the law of at most 64 places.
 * Unit: square root of standard deviations of the baseline. Shown, does not decide.
 * Source: Székely and Rizzo (2013), Energy statistics: a class of statistics based on distances, J. Statistical Planning and Inference 143.
 */
export default defineDetector({
  name: 'drift/energy',
  summary: 'Energy distance between the distributions of a number, in standard deviations of the baseline',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: '√sd',
  settings: noSettings,
  read(baseline, window) {
    const nothing = unsayable(baseline, window)
    if (nothing) return nothing
    const sizes = sizesOf(baseline, window)
    const [before, after] = [momentsOf(baseline), momentsOf(window)]
    if (!(before.deviation > 0)) return measured(sizes, { notes: ['constant-baseline'] })
    return measured(sizes, {
      value: energyDistance(baseline.cells, window.cells) / Math.sqrt(before.deviation),
      pValue: energyP(baseline.cells, window.cells, { N: before.n, n: after.n }),
    })
  },
  floor: () => levelMoves.energy,
})
