import type { Rule } from '../rules.ts'
import { freshOf, jensenShannon, missingShareOf } from '../statistics.ts'

const deviations = 3
const chunks = 24

function thresholdOf(all: readonly number[]): number {
  const values = all.slice(0, chunks)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return mean + deviations * Math.sqrt(variance)
}

/** NannyML: Jensen–Shannon distance beyond mean + 3 standard deviations of 24 chunks (hours) of the reference. */
export default {
  name: 'nannyml',
  title: 'NannyML mean + 3σ',
  learn({ whole, hours }) {
    const threshold = thresholdOf(hours.map(hour => jensenShannon(whole, hour)))
    return hour => jensenShannon(whole, hour) > threshold
  },
  learnQuality({ hours }) {
    const threshold = thresholdOf(hours.map(missingShareOf))
    return hour => missingShareOf(hour) > threshold || freshOf(hour) > 0
  },
} satisfies Rule
