import { definePreset, type PresetMethod } from '../../contract/index.ts'
import { chunked, constant } from './statistics/chunked.ts'
import { missingRows, rowsOutside, unseenRows } from './statistics/columns.ts'
import { fitCategories, fitDistance, fitKolmogorov, fitTransport } from './statistics/fitted.ts'
import { onValues, testMethod } from './statistics/method.ts'
import { hellinger, jensenShannonBits, largestDifference } from './statistics/shares.ts'
import { errorOfMean, errorOfMedian, errorOfSpread, errorOfSum, meanOf, medianOf, spreadOf, sumOf } from './statistics/summary-errors.ts'
import { contingency } from './statistics/tables.ts'

const binary = (share: number, rows: number): number => Math.sqrt((share * (1 - share)) / rows)

const methods: Record<string, PresetMethod> = {
  jensen_shannon: chunked({ unit: '1', fit: fitDistance(jensenShannonBits), upper: 1 }),
  kolmogorov_smirnov: chunked({ unit: 'share', fit: fitKolmogorov, upper: 1 }),
  wasserstein: chunked({ unit: 'column', fit: fitTransport }),
  hellinger: chunked({ unit: '1', fit: fitDistance(hellinger), upper: 1 }),
  l_infinity: chunked({ unit: 'share', fit: fitCategories(largestDifference), upper: 1 }),
  chi2: testMethod(
    0.05,
    onValues(pair => contingency(pair, true)),
  ),
  missing_rate: chunked({
    unit: 'share',
    fit: () => current => missingRows(current) / current.n,
    lower: 0,
    error: (reference, current) => binary(missingRows(reference) / reference.n, current.n),
  }),
  missing_count: chunked({
    unit: 'rows',
    fit: () => missingRows,
    lower: 0,
    error: (reference, current) => binary(missingRows(reference) / reference.n, current.n) * current.n,
  }),
  unseen_rate: constant({ unit: 'share', upper: 0 }, (reference, current) => unseenRows(reference, current) / current.n),
  range_rate: constant({ unit: 'share', upper: 0 }, (reference, current) => rowsOutside(reference, current) / current.n),
  avg: chunked({ unit: 'column', fit: () => meanOf, lower: -Infinity, edge: 'alarm', error: errorOfMean }),
  median: chunked({ unit: 'column', fit: () => medianOf, lower: -Infinity, edge: 'alarm', error: errorOfMedian }),
  std: chunked({ unit: 'column', fit: () => spreadOf, lower: -Infinity, edge: 'alarm', error: errorOfSpread }),
  sum: chunked({ unit: 'column', fit: () => sumOf, lower: -Infinity, edge: 'alarm', error: errorOfSum }),
  rows_count: chunked({ unit: 'rows', fit: () => current => current.n, lower: -Infinity, edge: 'alarm' }),
}

/**
 * NannyML: a measure of a window beyond mean ± 3 standard deviations of the chunks of the reference; chi-square at p < 0.05. Without chunks it has no
 * threshold and never alarms. Numbers are cut by Doane's rule on the reference; from 10,000 reference rows Kolmogorov–Smirnov and Wasserstein are
 * those of 10,000 equal bins.
 */
export default definePreset({
  name: 'nannyml',
  summary: 'NannyML: Jensen–Shannon distance (base 2) and shares of missing and unseen values beyond mean ± 3σ of reference chunks',
  source: 'nannyml.drift.univariate, nannyml.data_quality, nannyml.stats',
  version: '0.13.1',
  methods,
  chunks: 10,
  chosen: ({ reference }) => (reference.kind === 'numeric' ? ['jensen_shannon', 'missing_rate'] : ['jensen_shannon', 'missing_rate', 'unseen_rate']),
})
