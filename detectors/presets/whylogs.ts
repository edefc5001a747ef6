import { definePreset } from '../../contract/index.ts'
import { binnedTogether } from './binning/together.ts'
import { asymptoticP, gapsOf } from './statistics/kolmogorov-smirnov.ts'
import { distanceMethod, onNumbers, onValues, pMethod } from './statistics/method.ts'
import { hellinger } from './statistics/shares.ts'
import { goodnessOfFit } from './statistics/tables.ts'

const level = 0.05
const bins = 30

/**
 * whylogs: p < 0.05 is DRIFT: Kolmogorov–Smirnov for numbers (exact here, from a sketch there), chi-square against the reference's shares, taken as
 * exact, for categories. Its band of possible drift (p < 0.15) is no alarm.
 */
export default definePreset({
  name: 'whylogs',
  summary: 'whylogs: Kolmogorov–Smirnov of numbers, chi-square goodness of fit of categories, p < 0.05',
  source: 'whylogs.viz.drift',
  version: '1.6.4',
  methods: {
    ks: pMethod(
      level,
      onNumbers(sides => asymptoticP(gapsOf(sides).both, sides)),
    ),
    chi_square: pMethod(
      level,
      onValues(pair => goodnessOfFit(pair).pValue),
    ),
    hellinger: distanceMethod(
      { unit: '1', limit: 0.4 },
      onNumbers(sides => hellinger(binnedTogether(sides, bins))),
    ),
  },
  chosen: ({ reference }) => [reference.kind === 'numeric' ? 'ks' : 'chi_square'],
})
