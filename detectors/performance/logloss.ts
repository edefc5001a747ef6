import { defineDetector, noSettings } from '../../contract/index.ts'
import { readLoss } from '../labels/labelled.ts'
import { lossDeciding } from '../labels/loss-deciding.ts'

/**
 * Mean surprise of the score at the truth.
 *
 *   logloss = mean −ln p_y,  p_y the score's probability of what happened, kept in [2⁻⁵², 1 − 2⁻⁵²]
 *
 * Unit: nats a row; ln 2 for a constant ½. Interval: Student's. Judged in standard deviations of a row's loss in the baseline.
 * Source: Good (1952), Rational decisions, JRSS B 14; clipping as in scikit-learn.
 */
export default defineDetector({
  name: 'performance/logloss',
  summary: 'Mean logarithmic loss of the score as a probability',
  reads: ['scores'],
  roles: [],
  unit: 'nats',
  wording: { metric: 'log loss' },
  settings: noSettings,
  read: readLoss('logLoss'),
  deciding: lossDeciding('logLoss'),
})
