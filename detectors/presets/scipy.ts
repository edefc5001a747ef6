import { definePreset, type PresetMethod } from '../../contract/index.ts'
import type { CellPair } from '../cells/column-cells.ts'
import { deviationsOf, leveneStatistic } from '../cells/deviations.ts'
import { fUpperTail } from '../math/student.ts'
import { totalOf } from '../summaries/cells.ts'
import { andersonSamples } from './statistics/anderson.ts'
import { cramerVonMisesOf, energyOf, studentT, wassersteinOf, welchT } from './statistics/columns.ts'
import { eppsSingleton } from './statistics/epps-singleton.ts'
import { asymptoticP, automaticP, gapsOf } from './statistics/kolmogorov-smirnov.ts'
import { onNumbers, onValues, shown, testMethod } from './statistics/method.ts'
import { brunnerMunzel, mannWhitney } from './statistics/ranks.ts'
import { hellinger, jensenShannonBits, jensenShannonNats, largestDifference, relativeEntropy, sharesOf, stabilityIndex } from './statistics/shares.ts'
import type { Sides } from './statistics/sides.ts'
import { contingency, likelihoodRatio, type Tested } from './statistics/tables.ts'
import { fisherOf, twoProportions } from './statistics/two-values.ts'

const level = 0.05
const test = (statistic: Parameters<typeof onNumbers<Tested>>[0]): PresetMethod => testMethod(level, onNumbers(statistic))
const table = (statistic: (pair: CellPair) => Tested | null): PresetMethod => testMethod(level, onValues(statistic))
const distance = (measure: (sides: Sides) => number): PresetMethod => shown('column', onNumbers(measure))
const shares = (measure: (pair: CellPair) => number): PresetMethod => shown('1', onValues(measure))

/** Around medians. */
function levene({ before, after, N, n }: Sides): Tested {
  const statistic = leveneStatistic(deviationsOf(before), deviationsOf(after), N, n)
  return { statistic, pValue: fUpperTail(statistic, 1, N + n - 2) }
}

/** √(X² / rows), without correction for its bias. */
const cramersV = (pair: CellPair): number => Math.sqrt(contingency(pair, false).statistic / (totalOf(pair.baseline) + totalOf(pair.window)))

const variation = ({ baseline, window }: CellPair): number => {
  const [p, q] = [sharesOf(baseline), sharesOf(window)]
  return p.reduce((sum, share, at) => sum + Math.abs(share - (q[at] as number)), 0) / 2
}

/** SciPy's two-sample statistics, of the reference against the window, at p < 0.05; distances are shown only. */
export default definePreset({
  name: 'scipy',
  summary: 'SciPy: asymptotic Kolmogorov–Smirnov for numbers, chi-square without correction for categories, p < 0.05',
  source: 'scipy.stats',
  version: '1.17.1',
  methods: {
    ks_asymp: test(sides => ({ statistic: gapsOf(sides).both, pValue: asymptoticP(gapsOf(sides).both, sides) })),
    ks_exact: test(sides => ({ statistic: gapsOf(sides).both, pValue: automaticP(gapsOf(sides).both, sides) })),
    mannwhitneyu_two_sided: test(sides => ({ statistic: mannWhitney(sides).U, pValue: mannWhitney(sides).twoSided })),
    cramervonmises_asymptotic: test(cramerVonMisesOf),
    anderson_ksamp: test(andersonSamples),
    t_student: test(studentT),
    t_welch: test(welchT),
    levene: test(levene),
    brunnermunzel: test(brunnerMunzel),
    epps_singleton: test(eppsSingleton),
    wasserstein: distance(wassersteinOf),
    energy: distance(energyOf),
    chi2: table(pair => contingency(pair, false)),
    chi2_yates: table(pair => contingency(pair, true)),
    g: table(likelihoodRatio),
    fisher_exact: table(pair => fisherOf(pair)),
    z_pooled: table(twoProportions),
    cramers_v: shares(cramersV),
    js_distance_base2: shares(jensenShannonBits),
    js_distance_nat: shares(jensenShannonNats),
    tvd: shares(variation),
    l_infinity: shares(largestDifference),
    hellinger: shares(hellinger),
    kl_current_vs_reference_nat: shares(({ baseline, window }) => relativeEntropy(sharesOf(window), sharesOf(baseline))),
    psi_no_smoothing: shares(({ baseline, window }) => stabilityIndex(sharesOf(baseline), sharesOf(window))),
  },
  chosen: ({ reference }) => [reference.kind === 'numeric' ? 'ks_asymp' : 'chi2'],
})
