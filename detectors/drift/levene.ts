import { defineDetector, noSettings } from '../../contract/index.ts'
import { type Deviations, deviationsOf, leveneStatistic } from '../cells/deviations.ts'
import { unsayable } from '../cells/infinite.ts'
import { levelMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { momentsOf } from '../cells/moments.ts'
import { sizesOf } from '../cells/present.ts'
import { z95 } from '../math/normal.ts'
import { fUpperTail } from '../math/student.ts'
import { finiteCells } from '../summaries/cells.ts'

/** Square of the relative error of a mean distance. */
const relative = ({ mean, variance }: Deviations, n: number): number => variance / (n * mean ** 2)

/**
 * Change of the spread around the median, as a logarithm of its ratio, with the test of Brown and Forsythe (Levene's around medians).
 *
 *   levene = ln(d̄ / d̄₀),  d = |x − median of its side|,  W = F-test of the two means of d
 *
 * Robust where `drift/sd` follows the tails. Null where a side has one value, fewer than two rows, or an infinity that the other has not.
 * Unit: ln, signed. Shown, does not decide.
 * Source: Brown and Forsythe (1974), Robust tests for the equality of variances, JASA 69.
 */
export default defineDetector({
  name: 'drift/levene',
  summary: 'Change of the mean distance of a number from its median, as the logarithm of the ratio',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'ln',
  settings: noSettings,
  read(baseline, window) {
    const nothing = unsayable(baseline, window)
    if (nothing) return nothing
    const sizes = sizesOf(baseline, window)
    const [N, n] = [momentsOf(baseline).n, momentsOf(window).n]
    const [before, after] = [deviationsOf(finiteCells(baseline.cells)), deviationsOf(finiteCells(window.cells))]
    if (!(before.mean > 0)) return measured(sizes, { notes: ['constant-baseline'] })
    if (!(after.mean > 0)) return measured(sizes, {})
    const value = Math.log(after.mean / before.mean)
    const reach = z95 * Math.sqrt(relative(before, N) + relative(after, n))
    const W = leveneStatistic(before, after, N, n)
    const pValue = N + n > 2 && Number.isFinite(W) ? Math.max(1e-300, fUpperTail(W, 1, N + n - 2)) : null
    return measured(sizes, { value, low: value - reach, high: value + reach, pValue })
  },
  floor: () => levelMatters,
})
