import { defineDetector, noSettings } from '../../contract/index.ts'
import { kuiperP, kuiperReach } from '../cells/kuiper.ts'
import { shareMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { presentSize, sizesOf } from '../cells/present.ts'

/**
 * Kuiper's distance: how far the cumulative shares part upward and downward, together. Sees a change of spread that KS halves.
 *
 *   kuiper = max(0, max (G − F)) + max(0, max (F − G)) over every value, after all its ties
 *
 * p by the limit law at (√h + 0.155 + 0.24/√h)·V, conservative on ties and grid cells. `resolution` is what cells may hide.
 * Unit: share, 0 to 1. Shown, does not decide.
 * Source: Kuiper (1960), Indagationes Mathematicae 22; Stephens (1970), JRSS B 32.
 */
export default defineDetector({
  name: 'drift/kuiper',
  summary: "Kuiper's distance between the distributions of a number",
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'share',
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const { distance, distanceMax } = kuiperReach(baseline.cells, window.cells)
    const exact = baseline.cells.resolution === 0 && window.cells.resolution === 0
    return measured(sizes, {
      value: distance,
      pValue: kuiperP(distance, presentSize(baseline), presentSize(window)),
      resolution: exact ? 0 : Math.max(0, distanceMax - distance),
    })
  },
  floor: () => shareMatters,
})
