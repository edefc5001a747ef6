import { defineDetector, noSettings } from '../../contract/index.ts'
import { distanceP, gapInterval, largestGap } from '../cells/kolmogorov-smirnov.ts'
import { shareMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { presentSize, sizesOf } from '../cells/present.ts'

/**
 * Kolmogorov–Smirnov distance: the largest difference of the two cumulative shares.
 *
 *   ks = max |F(x) − G(x)| over every value x, after all its ties
 *
 * Exact p for few rows of distinct values, else the asymptotic law, which is conservative on ties and grid cells. `resolution` is what cells may hide.
 * Unit: share, 0 to 1. Shown, does not decide.
 * Source: Stephens (1970), Use of the Kolmogorov–Smirnov and related statistics without extensive tables, JRSS B 32.
 */
export default defineDetector({
  name: 'drift/ks',
  summary: 'Kolmogorov–Smirnov distance between the distributions of a number',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'share',
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const [N, n] = [presentSize(baseline), presentSize(window)]
    const gap = largestGap(baseline.cells, window.cells)
    const exact = baseline.cells.resolution === 0 && window.cells.resolution === 0
    return measured(sizes, {
      value: gap.distance,
      ...gapInterval(gap, N, n),
      pValue: distanceP(gap.distance, N, n, exact && gap.places === N + n),
      resolution: exact ? 0 : Math.max(0, gap.distanceMax - gap.distance),
    })
  },
  floor: () => shareMatters,
})
