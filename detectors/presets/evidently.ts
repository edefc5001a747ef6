import { definePreset, type PresetMethod, type PresetReference, type PresetSummary, type Reading } from '../../contract/index.ts'
import type { CellPair } from '../cells/column-cells.ts'
import { mergeCells, totalOf } from '../summaries/cells.ts'
import { countBetween, countsByValue, distinctOf, numbersOf, valueCounts } from './binning/counts.ts'
import { sturgesEdges } from './binning/edges.ts'
import { andersonSamples } from './statistics/anderson.ts'
import { cramerVonMisesOf, energyOf, normedWasserstein, studentT } from './statistics/columns.ts'
import { eppsSingleton } from './statistics/epps-singleton.ts'
import { automaticP, gapsOf } from './statistics/kolmogorov-smirnov.ts'
import { distanceMethod, onNumbers, onValues, pMethod } from './statistics/method.ts'
import { permutedVariationP } from './statistics/permuted.ts'
import { mannWhitney } from './statistics/ranks.ts'
import { hellinger, jensenShannonNats, relativeEntropy, sharesOf, stabilityIndex } from './statistics/shares.ts'
import { goodnessOfFit, likelihoodOfFit } from './statistics/tables.ts'
import { fisherOf, twoProportions } from './statistics/two-values.ts'

/** Distinct reference values beyond which a number is cut into bins. */
const valuesMax = 20

function binned(reference: PresetSummary, current: PresetSummary): CellPair {
  if (reference.kind !== 'numeric' || distinctOf(reference) <= valuesMax) return countsByValue(reference, current)
  const [before, after] = [numbersOf(reference), numbersOf(current)]
  return between(before, after, sturgesEdges(mergeCells(before, after)))
}

const between = (before: ReturnType<typeof numbersOf>, after: ReturnType<typeof numbersOf>, edges: Float64Array): CellPair => ({
  baseline: countBetween(before, edges).counts,
  window: countBetween(after, edges).counts,
  ordered: true,
})

/** Hellinger takes the edges of the distinct values of a number, however few there are. */
function binnedByDistinct(reference: PresetSummary, current: PresetSummary): CellPair {
  if (reference.kind !== 'numeric') return countsByValue(reference, current)
  const [before, after] = [numbersOf(reference), numbersOf(current)]
  const pooled = mergeCells(before, after)
  return between(before, after, sturgesEdges(pooled, pooled.values.length))
}

/** Empty shares become 0.0001, or a millionth of the smallest share where that is no more. */
function filled(counts: Float64Array): Float64Array {
  const shares = sharesOf(counts)
  const smallest = shares.reduce((least, share) => (share > 0 ? Math.min(least, share) : least), Infinity)
  return shares.map(share => (share === 0 ? (smallest <= 0.0001 ? smallest / 1e6 : 0.0001) : share))
}

type Cut = (reference: PresetSummary, current: PresetSummary) => CellPair

const onShares = (cut: Cut, distance: (pair: CellPair) => number): PresetMethod =>
  distanceMethod({ unit: '1', limit: 0.1, inclusive: true }, (reference, current) => {
    const pair = cut(reference, current)
    return totalOf(pair.baseline) > 0 && totalOf(pair.window) > 0 ? distance(pair) : null
  })

const distanceOfNumbers = (distance: Parameters<typeof onNumbers<number>>[0]): PresetMethod =>
  distanceMethod({ unit: '1', limit: 0.1, inclusive: true }, onNumbers(distance))

const sameRows = ({ baseline, window }: CellPair): boolean => totalOf(baseline) === totalOf(window)

const methods: Record<string, PresetMethod> = {
  ks: pMethod(
    0.05,
    onNumbers(sides => automaticP(gapsOf(sides).both, sides)),
  ),
  wasserstein: distanceOfNumbers(normedWasserstein),
  psi: onShares(binned, pair => stabilityIndex(filled(pair.baseline), filled(pair.window))),
  jensenshannon: onShares(binned, jensenShannonNats),
  kl_div: onShares(binned, pair => relativeEntropy(filled(pair.baseline), filled(pair.window))),
  hellinger: onShares(binnedByDistinct, hellinger),
  ed: distanceOfNumbers(energyOf),
  anderson: pMethod(
    0.1,
    onNumbers(sides => andersonSamples(sides).pValue),
  ),
  cramer_von_mises: pMethod(
    0.1,
    onNumbers(sides => cramerVonMisesOf(sides).pValue),
  ),
  mannw: pMethod(
    0.05,
    onNumbers(sides => mannWhitney(sides).less),
  ),
  t_test: pMethod(
    0.05,
    onNumbers(sides => studentT(sides).pValue),
  ),
  es: pMethod(
    0.05,
    onNumbers(sides => eppsSingleton(sides)?.pValue ?? null),
  ),
  chisquare: pMethod(
    0.05,
    onValues(pair => goodnessOfFit(pair).pValue),
  ),
  z: pMethod(
    0.05,
    onValues(pair => twoProportions(pair)?.pValue ?? null),
  ),
  g_test: pMethod(
    0.1,
    onValues(pair => (sameRows(pair) ? likelihoodOfFit(pair).pValue : null)),
  ),
  fisher_exact: pMethod(
    0.1,
    onValues(pair => (sameRows(pair) ? (fisherOf(pair)?.pValue ?? null) : null)),
  ),
  TVD: pMethod(0.1, onValues(permutedVariationP)),
}

/** Reference rows beyond which the tool turns from tests to distances, and values of a number up to which it is a category. */
const [fewRows, fewValues] = [1000, 5]

function chosen({ reference }: PresetReference): readonly string[] {
  const distinct = distinctOf(reference)
  const number = reference.kind === 'numeric' && distinct > fewValues
  if (totalRows(reference) > fewRows) return [number ? 'wasserstein' : 'jensenshannon']
  return [number ? 'ks' : distinct > 2 ? 'chisquare' : 'z']
}

const totalRows = (reference: PresetSummary): number => [...valueCounts(reference).values()].reduce((sum, count) => sum + count, 0)

/** Share of drifted columns from which on the table drifts. */
const tableShare = 0.5

function table(readings: readonly Reading[]): Reading[] {
  const [first] = readings
  if (first === undefined) return []
  const columns = new Set(readings.map(({ subject }) => subject)).size
  const drifted = new Set(readings.filter(({ verdict }) => verdict === 'alarm').map(({ subject }) => subject)).size
  const value = drifted / columns
  return [
    {
      ...first,
      detector: 'evidently/drifted_columns',
      subject: '*',
      unit: 'share',
      value,
      pValue: null,
      threshold: tableShare,
      verdict: value >= tableShare ? 'alarm' : 'calm',
      reason: '',
      notes: [`${drifted} of ${columns} columns`],
    },
  ]
}

/**
 * Evidently's drift preset: over 1,000 reference rows, Wasserstein distance in standard deviations (numbers) or Jensen–Shannon distance in nats at 0.1;
 * up to 1,000, tests at p < 0.05. Its chi-square takes the reference as exact, its `mannw` is one-sided; both cry wolf or sleep where ours do not.
 */
export default definePreset({
  name: 'evidently',
  summary: 'Evidently: normed Wasserstein or Jensen–Shannon at 0.1, tests at 0.05 up to 1,000 reference rows; half of the columns',
  source: 'evidently.legacy.calculations.stattests',
  version: '0.7.23',
  methods,
  chosen,
  table,
})
