import { definePreset } from '../../contract/index.ts'
import { binnedTogether } from './binning/together.ts'
import { welchT } from './statistics/columns.ts'
import { automaticP, gapsOf } from './statistics/kolmogorov-smirnov.ts'
import { distanceMethod, onNumbers, onValues, pMethod } from './statistics/method.ts'
import { jensenShannonNats } from './statistics/shares.ts'

const level = 0.05
const limit = { unit: '1', limit: 0.1 }
const bins = 64

/** TrustyAI: Kolmogorov–Smirnov and Welch's t of numbers at p < 0.05; Jensen–Shannon distance (nats, 64 bins or values) above 0.1. */
export default definePreset({
  name: 'trustyai',
  summary: 'TrustyAI: Kolmogorov–Smirnov and mean of numbers at p < 0.05, Jensen–Shannon distance above 0.1',
  source: 'trustyai_service.core.metrics.drift',
  version: 'trustyai-service (Python)',
  methods: {
    kstest: pMethod(
      level,
      onNumbers(sides => automaticP(gapsOf(sides).both, sides)),
    ),
    comparemeans: pMethod(
      level,
      onNumbers(sides => welchT(sides).pValue),
    ),
    jensenshannon: distanceMethod(
      limit,
      onNumbers(sides => jensenShannonNats(binnedTogether(sides, bins))),
    ),
    jensenshannon_categories: distanceMethod(limit, onValues(jensenShannonNats)),
  },
  chosen: ({ reference }) => (reference.kind === 'numeric' ? ['kstest', 'comparemeans'] : ['jensenshannon_categories']),
})
