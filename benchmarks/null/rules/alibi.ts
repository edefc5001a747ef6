import type { Rule } from '../rules.ts'
import { homogeneityP, kolmogorovP } from '../statistics.ts'

const alpha = 0.05

/** Alibi Detect: p < 0.05 over all columns by Bonferroni. */
export default {
  name: 'alibi',
  title: 'Alibi Bonferroni',
  learn:
    ({ whole, columns }) =>
    hour =>
      (hour.kind === 'numeric' ? kolmogorovP : homogeneityP)(whole, hour) < alpha / columns,
} satisfies Rule
