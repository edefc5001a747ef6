import type { Rule } from '../rules.ts'
import { stabilityIndex } from '../statistics.ts'

const threshold = 0.2

/** Population stability index above 0.2. */
export default {
  name: 'psi',
  title: 'PSI > 0.2',
  learn:
    ({ whole }) =>
    hour =>
      stabilityIndex(whole, hour) > threshold,
} satisfies Rule
