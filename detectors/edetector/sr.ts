import { defineSequential } from '../../contract/index.ts'
import { changeBets, changeSettings, meanWealth } from '../sequential/change-bets.ts'
import { betNumbers } from '../sequential/learned-mean.ts'

/**
 * e-detector of a change at an unknown time, in the manner of Shiryaev and Roberts: a bet is placed anew at every row, and all go on.
 *
 *   M = (M + 1)·e for each bet, e = 1 + λ(x − m); alarm when the mean of M over the bets ≥ A
 *
 * Values in [0, 1]. At least A rows pass between false alarms in the mean, for any law whose mean given the past is at most m: A is a budget in rows. Starts anew after an
 * alarm. m learned from the first rows is their upper Wilson end at 2 standard errors. Sees rises.
 * Source: Shin, Ramdas and Rinaldo (2024), E-detectors: a nonparametric framework for sequential change detection, NEJSDS 2.
 */
export default defineSequential({
  name: 'edetector/sr',
  summary: 'Shiryaev–Roberts sum of bets that a bounded mean has risen',
  reads: 'unit',
  settings: changeSettings,
  presets: {},
  numbersMax: () => betNumbers,
  ...changeBets(wealth => wealth + 1),
  show: ({ mean, inner }) => ({ mean, value: meanWealth(inner) }),
})
