import { type Deciding, defineDetector, type GroupsSummary, noSettings, type Tally } from '../../contract/index.ts'
import { decideEstimates, type Estimate } from '../calibration/estimate.ts'
import { changeP } from '../cells/effect.ts'
import { measured } from '../cells/measured.ts'
import { katz } from '../math/proportion.ts'
import { groupSizes, smoothedRate } from '../rates/groups.ts'

/** Logarithm of the ratio of the two rates, half a hit and a miss added to each; as many rows as the smaller group has. */
function logRatio([rowsA = 0, positivesA = 0, rowsD = 0, positivesD = 0]: Tally): Estimate {
  const n = Math.min(rowsA, rowsD)
  const [a, d] = [smoothedRate(positivesA, rowsA), smoothedRate(positivesD, rowsD)]
  return { value: Math.log(d.rate / a.rate), variance: a.logVariance + d.logVariance, n }
}

const deciding: Deciding<'groups', null> = {
  frame: () => null,
  tally: (_, { counts }) => Float64Array.from(counts),
  decide: (_, reference, window) => decideEstimates(logRatio(reference), logRatio(window), { scale: 'log', range: [0, Number.POSITIVE_INFINITY] }),
  // A twentieth, and from parity to the four fifths.
  matters: () => Math.log(1.05),
  limit: () => Math.log(1.25),
  exact: true,
  group: 'performance',
}

/**
 * Disparate impact: how often a group is favoured for each time that the advantaged one is.
 *
 *   di = q̂_d ÷ q̂ₐ,  q̂ = positive decisions ÷ rows of the group
 *
 * 1 is parity; the four-fifths rule asks for 0.8. Null when the advantaged group has no positive decision. Decides by its move from the
 * baseline on the logarithmic scale, in either direction; the decision has ½ added to all counts always. p of the change from the baseline.
 * Unit: ratio. Interval: Katz, with ½ added to all four counts where one is 0.
 * Source: Feldman et al. (2015), Certifying and removing disparate impact; Katz et al. (1978), Biometrics 34.
 */
export default defineDetector({
  name: 'bias/di',
  summary: 'Rate of positive decisions of a group for that of the advantaged group',
  reads: ['groups'],
  roles: [],
  unit: 'ratio',
  wording: { metric: 'ratio between groups' },
  settings: noSettings,
  read(baseline: GroupsSummary, window: GroupsSummary) {
    const sizes = groupSizes(baseline, window)
    const [rowsA, positivesA, rowsD, positivesD] = window.counts
    if (rowsA === 0 || rowsD === 0) return measured(sizes, {})
    if (positivesA === 0) return measured(sizes, { notes: ['zero-denominator'] })
    const pValue = changeP(decideEstimates(logRatio(Float64Array.from(baseline.counts)), logRatio(Float64Array.from(window.counts))))
    const notes = positivesD === 0 ? ['half-added'] : []
    return measured(sizes, { value: positivesD / rowsD / (positivesA / rowsA), ...katz(positivesD, rowsD, positivesA, rowsA), pValue, notes })
  },
  deciding,
})
