import { type Deciding, defineDetector, type GroupsSummary, noSettings, type Tally } from '../../contract/index.ts'
import { decideEstimates, type Estimate } from '../calibration/estimate.ts'
import { changeP } from '../cells/effect.ts'
import { measured } from '../cells/measured.ts'
import { newcombe } from '../math/proportion.ts'
import { groupSizes, smoothedRate } from '../rates/groups.ts'

/** Difference of the two rates with its variance; as many rows as the smaller group has. */
function difference([rowsA = 0, positivesA = 0, rowsD = 0, positivesD = 0]: Tally): Estimate {
  const [a, d] = [smoothedRate(positivesA, rowsA), smoothedRate(positivesD, rowsD)]
  return { value: positivesA / rowsA - positivesD / rowsD, variance: a.variance + d.variance, n: Math.min(rowsA, rowsD) }
}

const deciding: Deciding<'groups', null> = {
  frame: () => null,
  tally: (_, { counts }) => Float64Array.from(counts),
  decide: (_, reference, window) => decideEstimates(difference(reference), difference(window), { scale: 'linear', range: [-1, 1] }),
  matters: () => 0.02,
  limit: () => 0.1,
  exact: true,
  group: 'performance',
}

/**
 * Difference in positive proportions of predictions: how much less often a group is favoured than the advantaged one.
 *
 *   dppl = q̂ₐ − q̂_d,  q̂ = positive decisions ÷ rows of the group
 *
 * 0 is parity, above 0 the group is worse off. Decides by its move from the baseline, in either direction; the smaller group says how much is known.
 * p of the change from the baseline. Unit: difference of shares, −1 to 1. Interval: Newcombe.
 * Source: Das et al. (2021), Fairness measures for machine learning in finance; signs as in SageMaker Clarify.
 */
export default defineDetector({
  name: 'bias/dppl',
  summary: 'How much less often a group gets a positive decision than the advantaged group',
  reads: ['groups'],
  roles: [],
  unit: 'share',
  wording: { metric: 'difference between groups' },
  settings: noSettings,
  read(baseline: GroupsSummary, window: GroupsSummary) {
    const sizes = groupSizes(baseline, window)
    const [rowsA, positivesA, rowsD, positivesD] = window.counts
    if (rowsA === 0 || rowsD === 0) return measured(sizes, {})
    const pValue = changeP(decideEstimates(difference(Float64Array.from(baseline.counts)), difference(Float64Array.from(window.counts))))
    return measured(sizes, { value: positivesA / rowsA - positivesD / rowsD, ...newcombe(positivesA, rowsA, positivesD, rowsD), pValue })
  },
  deciding,
})
