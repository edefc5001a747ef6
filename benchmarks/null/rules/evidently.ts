import { normalScores } from '../../../detectors/calibration/scores.ts'
import type { Counts, Rule } from '../rules.ts'
import { freshOf, jensenShannonNats, missingShareOf, presentOf, wasserstein } from '../statistics.ts'

const threshold = 0.1
/** Its test of missing values: the reference's share, give or take a tenth. */
const missingTolerance = 1.1

const columnDrifts = (whole: Counts, hour: Counts): boolean =>
  (hour.kind === 'numeric' ? wasserstein(whole, hour, normalScores(presentOf(whole))) : jensenShannonNats(whole, hour)) >= threshold

/** Evidently's verdict on a column, over 1,000 reference rows: normed Wasserstein distance of numbers, Jensen–Shannon distance of categories, at 0.1. */
export default {
  name: 'evidently',
  title: 'Evidently column',
  learn:
    ({ whole }) =>
    hour =>
      columnDrifts(whole, hour),
  learnQuality:
    ({ whole }) =>
    hour =>
      missingShareOf(hour) > missingTolerance * missingShareOf(whole) || freshOf(hour) > 0,
} satisfies Rule
