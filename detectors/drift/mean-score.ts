import { defineDetector, noSettings } from '../../contract/index.ts'
import { decideMean } from '../calibration/scores.ts'
import { readScores, scoreDeciding } from '../cells/score-cells.ts'

/**
 * How far the level of a number has moved, in standard deviations of its scores.
 *
 *   effect = (mean of the window's scores − m) / s,  score of a cell = mean of a standard normal between the cell's quantiles
 *
 * Cells are the 16 of `drift/gtest`; m and s are those of the baseline's scores. Where a plain mean has heavy tails, a mean of bounded scores has not.
 * Null for a baseline of one value.
 * Unit: standard deviations, signed.
 * Source: van der Waerden (1952), Order tests for the two-sample problem.
 */
export default defineDetector({
  name: 'drift/mean-score',
  summary: 'Move of the level of a number, in standard deviations of its normal scores',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'sd',
  wording: { happened: 'mean moved' },
  settings: noSettings,
  read: readScores(decideMean),
  deciding: scoreDeciding(decideMean, { matters: 0.05, limit: 0.25 }),
})
