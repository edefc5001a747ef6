import { definePreset, type PresetMethod, type PresetSummary } from '../../contract/index.ts'
import { totalOf } from '../summaries/cells.ts'
import { numbersOf, valueCounts } from './binning/counts.ts'
import { missingRows, unseenRows } from './statistics/columns.ts'
import { gapsOf } from './statistics/kolmogorov-smirnov.ts'
import { distanceMethod, onNumbers, onValues } from './statistics/method.ts'
import { largestDifference } from './statistics/shares.ts'

const threshold = 0.1
/** Deequ's c(α), α about 0.003. */
const correction = 1.8

const presentOf = (summary: PresetSummary): number =>
  summary.kind === 'numeric' ? totalOf(numbersOf(summary).counts) : [...valueCounts(summary).values()].reduce((sum, count) => sum + count, 0)

/** Largest difference of cumulative shares of numbers, or of shares of categories. */
const drift = (reference: PresetSummary, current: PresetSummary): number | null =>
  reference.kind === 'numeric' ? onNumbers(sides => gapsOf(sides).both)(reference, current) : onValues(largestDifference)(reference, current)

/** That distance less what the sizes explain. */
function robustDrift(reference: PresetSummary, current: PresetSummary): number | null {
  const distance = drift(reference, current)
  const [N, n] = [presentOf(reference), presentOf(current)]
  return distance === null ? null : Math.max(0, distance - correction * Math.sqrt((N + n) / (N * n)))
}

const completenessOf = (summary: PresetSummary): number => 1 - missingRows(summary) / summary.n

const completeness: PresetMethod = {
  unit: 'share',
  learn({ reference }) {
    const lower = completenessOf(reference)
    return current => {
      const value = completenessOf(current)
      return { value: current.n === 0 ? null : value, lower, alarm: value < lower }
    }
  },
}

/**
 * SageMaker Model Monitor with the constraints that it suggests: completeness below the baseline's, wrong types, values outside the domain and drift
 * ("Simple") beyond 0.1. Exact here; the service reads its distributions from KLL sketches.
 */
export default definePreset({
  name: 'sagemaker',
  summary: 'SageMaker Model Monitor: completeness of the baseline, largest difference of (cumulative) shares above 0.1, domain and types at 0.1',
  source: 'SageMaker Developer Guide, constraints.json; awslabs/deequ Distance.scala',
  version: '2.0.2',
  methods: {
    completeness_check: completeness,
    baseline_drift_check: distanceMethod({ unit: 'share', limit: threshold }, drift),
    baseline_drift_check_robust: distanceMethod({ unit: 'share', limit: threshold }, robustDrift),
    categorical_values_check: distanceMethod({ unit: 'share', limit: threshold }, (reference, current) => {
      const present = presentOf(current)
      return present === 0 ? null : unseenRows(reference, current) / present
    }),
    data_type_check: distanceMethod({ unit: 'share', limit: threshold }, (_, current) => {
      const rows = current.n - missingRows(current)
      return rows === 0 ? null : current.bad / rows
    }),
  },
  chosen: ({ reference }) =>
    reference.kind === 'numeric'
      ? ['completeness_check', 'data_type_check', 'baseline_drift_check']
      : ['completeness_check', 'data_type_check', 'baseline_drift_check', 'categorical_values_check'],
})
