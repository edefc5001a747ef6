import type { Rule } from '../rules.ts'
import { homogeneityP, kolmogorovP } from '../statistics.ts'

const alpha = 0.05

/** p < 0.05: Kolmogorov–Smirnov for numbers (from bins, so slightly weak), chi-square for categories. */
export default {
  name: 'p-value',
  title: 'p < 0.05',
  learn:
    ({ whole }) =>
    hour =>
      (hour.kind === 'numeric' ? kolmogorovP : homogeneityP)(whole, hour) < alpha,
} satisfies Rule
