import { definePreset, type PresetMethod, type PresetSummary } from '../../contract/index.ts'
import type { CellPair } from '../cells/column-cells.ts'
import { countsByValue } from './binning/counts.ts'
import { binnedTogether, smoothedTogether } from './binning/together.ts'
import { andersonSamples } from './statistics/anderson.ts'
import { cramerVonMisesOf, energyOf, wassersteinOf, welchT } from './statistics/columns.ts'
import { automaticP, gapsOf } from './statistics/kolmogorov-smirnov.ts'
import { kuiperP } from './statistics/kuiper.ts'
import { onNumbers, onValues, shown, testMethod } from './statistics/method.ts'
import { mannWhitney } from './statistics/ranks.ts'
import { hellinger, jensenShannonNats, relativeEntropy, sharesOf, stabilityIndex } from './statistics/shares.ts'
import { sidesOf } from './statistics/sides.ts'
import { contingency } from './statistics/tables.ts'

const level = 0.05
/** What an empty share becomes in its PSI: the smallest normal double. */
const almostNothing = 2 ** -1022

function binned(reference: PresetSummary, current: PresetSummary, bins: number): CellPair | null {
  const sides = sidesOf(reference, current)
  if (sides) return binnedTogether(sides, bins)
  return reference.kind === 'category' ? countsByValue(reference, current) : null
}

/** The tool has no threshold for its distances. */
const onBins = (distance: (pair: CellPair) => number, bins = 10): PresetMethod =>
  shown('1', (reference, current) => {
    const pair = binned(reference, current, bins)
    return pair && distance(pair)
  })

/** Nine bins between ten points: its JS and KL smooth each side by itself first. */
const onSmoothed = (distance: (pair: CellPair) => number): PresetMethod =>
  shown(
    '1',
    onNumbers(sides => distance(smoothedTogether(sides, 9))),
  )

const filled = (counts: Float64Array): Float64Array => sharesOf(counts).map(share => (share === 0 ? almostNothing : share))
const index = ({ baseline, window }: CellPair): number => stabilityIndex(filled(baseline), filled(window))

function unshared({ baseline, window }: CellPair): number {
  const [p, q] = [sharesOf(baseline), sharesOf(window)]
  return 1 - p.reduce((sum, share, at) => sum + Math.min(share, q[at] as number), 0)
}

/**
 * Frouros: distances on ten equal bins of both sides, without a verdict, and SciPy's tests at p < 0.05. Its PSI explodes on one empty bin, its KL is
 * then infinite.
 */
export default definePreset({
  name: 'frouros',
  summary: 'Frouros: Kolmogorov–Smirnov and chi-square at p < 0.05; distances on ten equal bins, shown only',
  source: 'frouros.detectors.data_drift.batch',
  version: '0.9.0',
  methods: {
    PSI: onBins(index),
    PSI20: onBins(index, 20),
    JS: onSmoothed(jensenShannonNats),
    KL: onSmoothed(({ baseline, window }) => relativeEntropy(window, baseline)),
    HellingerDistance: onBins(hellinger),
    BhattacharyyaDistance: onBins(pair => hellinger(pair) ** 2),
    HINormalizedComplement: onBins(unshared),
    EMD: shown('column', onNumbers(wassersteinOf)),
    EnergyDistance: shown('column', onNumbers(energyOf)),
    KSTest: testMethod(
      level,
      onNumbers(sides => ({ statistic: gapsOf(sides).both, pValue: automaticP(gapsOf(sides).both, sides) })),
    ),
    CVMTest: testMethod(level, onNumbers(cramerVonMisesOf)),
    AndersonDarlingTest: testMethod(level, onNumbers(andersonSamples)),
    MannWhitneyUTest: testMethod(
      level,
      onNumbers(sides => ({ statistic: mannWhitney(sides).U, pValue: mannWhitney(sides).twoSided })),
    ),
    WelchTTest: testMethod(level, onNumbers(welchT)),
    KuiperTest: testMethod(
      level,
      onNumbers(sides => ({ statistic: gapsOf(sides).both, pValue: kuiperP(gapsOf(sides).both, sides) })),
    ),
    ChiSquareTest: testMethod(
      level,
      onValues(pair => contingency(pair, true)),
    ),
  },
  chosen: ({ reference }) => [reference.kind === 'numeric' ? 'KSTest' : 'ChiSquareTest'],
})
