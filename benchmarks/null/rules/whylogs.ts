import type { Rule } from '../rules.ts'
import { fitP, kolmogorovP } from '../statistics.ts'

const alpha = 0.05

/** whylogs: p < 0.05 is "DRIFT": Kolmogorov–Smirnov for numbers, chi-square against the reference's shares, taken as exact, for categories. */
export default {
  name: 'whylogs',
  title: 'whylogs',
  learn:
    ({ whole }) =>
    hour =>
      (hour.kind === 'numeric' ? kolmogorovP : fitP)(whole, hour) < alpha,
} satisfies Rule
