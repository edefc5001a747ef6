import { defineDetector, noSettings } from '../../contract/index.ts'
import { readLoss } from '../labels/labelled.ts'
import { lossDeciding } from '../labels/loss-deciding.ts'

/**
 * Mean squared error of the score as a probability.
 *
 *   brier = mean (s − y)²,  y = 1 for the positive class, else 0
 *
 * Unit: 1, between 0 and 1; ¼ for a constant ½. Interval: Student's. Judged in standard deviations of a row's loss in the baseline.
 * Source: Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78.
 */
export default defineDetector({
  name: 'performance/brier',
  summary: 'Mean squared error of the score as a probability',
  reads: ['scores'],
  roles: [],
  unit: '1',
  wording: { metric: 'Brier score' },
  settings: noSettings,
  read: readLoss('brier'),
  deciding: lossDeciding('brier'),
})
