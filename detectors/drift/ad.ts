import { defineDetector, noSettings } from '../../contract/index.ts'
import { andersonDarling, debiasedDistance } from '../cells/anderson-darling.ts'
import { levelMoves } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { presentSize, sizesOf } from '../cells/present.ts'

/**
 * Anderson–Darling distance: the square of the difference of the cumulative shares, weighted so that tails count as much as the middle.
 *
 *   ad = A²/h − E,  A² = h Σ (F − G)² m / (H(1 − H)),  E = Σ m / h
 *
 * F, G, H are the shares of the baseline, the window and both at or below a value, m that of both at it. Around 0 when nothing has changed, and
 * then as often below. p by the law of at most 64 cells (a weighted sum of chi-squares by saddlepoint, within 8 %), never by a table.
 * Unit: 1. Shown, does not decide.
 * Source: Pettitt (1976), A two-sample Anderson–Darling rank statistic, Biometrika 63; Scholz and Stephens (1987), JASA 82.
 */
export default defineDetector({
  name: 'drift/ad',
  summary: 'Anderson–Darling distance between the distributions of a number, without its bias',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: '1',
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const [sides, pair] = [[baseline.cells, window.cells] as const, { N: presentSize(baseline), n: presentSize(window) }]
    return measured(sizes, { value: debiasedDistance(sides, pair), pValue: andersonDarling(sides, pair).pValue })
  },
  floor: () => levelMoves.andersonDarling,
})
