import { definePreset } from '../../contract/index.ts'
import { binnedTogether } from './binning/together.ts'
import { distanceMethod, onNumbers, onValues } from './statistics/method.ts'
import { jensenShannonBits, largestDifference } from './statistics/shares.ts'

const limit = { unit: '1', limit: 0.3 }
const bins = 10

/**
 * Vertex AI Model Monitoring: L-infinity of categories, Jensen–Shannon divergence (no root, base 2) of numbers on equal bins, above 0.3. The bins of
 * TensorFlow Data Validation are quantised on both sides; ten of the common range stand for them.
 */
export default definePreset({
  name: 'vertex',
  summary: 'Vertex AI: Jensen–Shannon divergence of numbers, L-infinity of categories, above 0.3',
  source: 'Vertex AI Model Monitoring; TensorFlow Data Validation metrics.cc',
  version: 'v2',
  methods: {
    jensen_shannon_divergence: distanceMethod(
      limit,
      onNumbers(sides => jensenShannonBits(binnedTogether(sides, bins)) ** 2),
    ),
    l_infinity: distanceMethod(limit, onValues(largestDifference)),
    jensen_shannon_divergence_categories: distanceMethod(
      limit,
      onValues(pair => jensenShannonBits(pair) ** 2),
    ),
  },
  chosen: ({ reference }) => [reference.kind === 'numeric' ? 'jensen_shannon_divergence' : 'l_infinity'],
})
