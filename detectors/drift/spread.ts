import { defineDetector, noSettings } from '../../contract/index.ts'
import { decideSpread } from '../calibration/scores.ts'
import { readScores, scoreDeciding } from '../cells/score-cells.ts'

/**
 * How far the spread of a number has changed, in standard deviations of its squared scores.
 *
 *   effect = (variance of the window's scores − s²) / sd of (u − m)² in the baseline
 *
 * Scores are those of `drift/mean-score`; the window's variance is taken around its own mean, so that a move of the level is not a change of spread.
 * Null where the baseline's squared scores are all equal.
 * Unit: standard deviations, signed; 0.35 is about a quarter more of standard deviation.
 * Source: Klotz (1962), Nonparametric tests for scale, Annals of Mathematical Statistics 33.
 */
export default defineDetector({
  name: 'drift/spread',
  summary: 'Change of the spread of a number, in standard deviations of its squared normal scores',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'sd',
  wording: { happened: 'spread changed' },
  settings: noSettings,
  read: readScores(decideSpread),
  deciding: scoreDeciding(decideSpread, { matters: 0.075, limit: 0.35 }),
})
