import type { Rule } from '../rules.ts'
import { jensenShannon } from '../statistics.ts'

const threshold = 0.1

/** Azure, TrustyAI and many others: Jensen–Shannon distance (base 2) above 0.1. */
export default {
  name: 'js',
  title: 'JS2 > 0.1',
  learn:
    ({ whole }) =>
    hour =>
      jensenShannon(whole, hour) > threshold,
} satisfies Rule
