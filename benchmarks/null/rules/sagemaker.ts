import type { Rule } from '../rules.ts'
import { freshOf, kolmogorovSmirnov, largestDifference, missingShareOf, sizeFactor } from '../statistics.ts'

const threshold = 0.1
/** Deequ's c(α), α about 0.003. */
const correction = 1.8

/** SageMaker Model Monitor, "Robust": L∞ of cumulative distributions (numbers) or of shares (categories), less what sizes explain, above 0.1. */
export default {
  name: 'sagemaker',
  title: 'SageMaker robust 0.1',
  learn:
    ({ whole }) =>
    hour => {
      const distance = (hour.kind === 'numeric' ? kolmogorovSmirnov : largestDifference)(whole, hour)
      return distance - correction * sizeFactor(whole, hour) > threshold
    },
  // Completeness below the baseline's, and any value outside the domain.
  learnQuality:
    ({ whole }) =>
    hour =>
      missingShareOf(hour) > missingShareOf(whole) || freshOf(hour) > 0,
} satisfies Rule
