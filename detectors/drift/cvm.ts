import { defineDetector, noSettings } from '../../contract/index.ts'
import { cramerVonMises } from '../cells/cramer-von-mises.ts'
import { levelMoves } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { presentSize, sizesOf } from '../cells/present.ts'

/**
 * Cramér–von Mises statistic: the square of the difference of the cumulative shares, over the rows of both sides.
 *
 *   cvm = h Σ (F − G)² m,  h = N·n/(N+n),  m the share of both sides at a value
 *
 * Where rows are known, in its form of midranks (Anderson), the number that statistical packages print. It grows with n when something has
 * changed; 1/6 on average when nothing has. p by the limit law where few rows are tied, else by the law of at most 64 cells (a weighted sum of
 * chi-squares by saddlepoint, within 8 %).
 * Unit: 1. Shown, does not decide.
 * Source: Anderson (1962), On the distribution of the two-sample Cramér–von Mises criterion, Annals of Mathematical Statistics 33.
 */
export default defineDetector({
  name: 'drift/cvm',
  summary: 'Cramér–von Mises statistic between the distributions of a number',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: '1',
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const { statistic, pValue } = cramerVonMises(baseline, window, { N: presentSize(baseline), n: presentSize(window) })
    return measured(sizes, { value: statistic, pValue })
  },
  floor: ({ nEff, baselineN }) => (levelMoves.cramerVonMises * nEff * baselineN) / (nEff + baselineN),
})
