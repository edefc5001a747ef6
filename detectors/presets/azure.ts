import { definePreset, type PresetSummary } from '../../contract/index.ts'
import type { CellPair } from '../cells/column-cells.ts'
import { totalOf } from '../summaries/cells.ts'
import { countsByValue } from './binning/counts.ts'
import { binnedTogether } from './binning/together.ts'
import { missingRows, normedWasserstein, rowsOutside, unseenRows } from './statistics/columns.ts'
import { asymptoticP, gapsOf } from './statistics/kolmogorov-smirnov.ts'
import { distanceMethod, onNumbers, onValues, pMethod } from './statistics/method.ts'
import { jensenShannonBits, sharesOf, stabilityIndex } from './statistics/shares.ts'
import { sidesOf } from './statistics/sides.ts'
import { contingency } from './statistics/tables.ts'

const drift = { unit: '1', limit: 0.1 }
const quality = { unit: 'share', limit: 0 }
/** Rows from which its Kolmogorov–Smirnov test refuses. */
const rowsMax = 10_000

/** ⌈log₂ of the smaller side + 1⌉ equal bins of both, or the values of a category. */
function cut(reference: PresetSummary, current: PresetSummary): CellPair | null {
  const sides = sidesOf(reference, current)
  if (sides) return binnedTogether(sides, Math.ceil(Math.log2(Math.min(sides.N, sides.n)) + 1))
  return reference.kind === 'category' ? countsByValue(reference, current) : null
}

const onCut = (distance: (pair: CellPair) => number) => (reference: PresetSummary, current: PresetSummary) => {
  const pair = cut(reference, current)
  return pair && totalOf(pair.baseline) > 0 && totalOf(pair.window) > 0 ? distance(pair) : null
}

const index = ({ baseline, window }: CellPair): number => {
  const [p, q] = [baseline, window].map(counts => sharesOf(counts.map(count => count + 1))) as [Float64Array, Float64Array]
  return stabilityIndex(p, q)
}

const rate = (rows: (reference: PresetSummary, current: PresetSummary) => number) =>
  // The tool rounds its rates to five decimals.
  distanceMethod(quality, (reference, current) => (current.n === 0 ? null : Math.round((rows(reference, current) / current.n) * 1e5) / 1e5))

/** Azure Machine Learning model monitoring by the defaults of its SDK: distances above 0.1, any missing, wrong or out-of-bounds value. */
export default definePreset({
  name: 'azure',
  summary: 'Azure ML: normalised Wasserstein (numbers) or Jensen–Shannon distance (base 2) above 0.1; null, type and bounds rates above 0',
  source: 'azureml-assets model_monitoring components; azure-ai-ml thresholds.py',
  version: 'azureml-assets model_monitoring',
  methods: {
    normalized_wasserstein_distance: distanceMethod(drift, onNumbers(normedWasserstein)),
    jensen_shannon_distance: distanceMethod(drift, onCut(jensenShannonBits)),
    population_stability_index: distanceMethod(drift, onCut(index)),
    two_sample_kolmogorov_smirnov_test: pMethod(
      0.05,
      onNumbers(sides => (Math.max(sides.N, sides.n) < rowsMax ? asymptoticP(gapsOf(sides).both, sides) : null)),
    ),
    pearsons_chi_squared_test: pMethod(
      0.05,
      onValues(pair => contingency(pair, true).pValue),
    ),
    null_value_rate: rate((_, current) => missingRows(current)),
    data_type_error_rate: rate((_, current) => current.bad),
    out_of_bounds_rate: rate((reference, current) => (reference.kind === 'numeric' ? rowsOutside(reference, current) : unseenRows(reference, current))),
  },
  chosen: ({ reference }) => [
    reference.kind === 'numeric' ? 'normalized_wasserstein_distance' : 'jensen_shannon_distance',
    'null_value_rate',
    'data_type_error_rate',
    'out_of_bounds_rate',
  ],
})
