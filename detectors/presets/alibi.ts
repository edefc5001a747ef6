import { definePreset } from '../../contract/index.ts'
import { cramerVonMisesOf } from './statistics/columns.ts'
import { asymptoticP, type Gaps, gapsOf, oneSidedP } from './statistics/kolmogorov-smirnov.ts'
import { onNumbers, onValues, testMethod } from './statistics/method.ts'
import type { Sides } from './statistics/sides.ts'
import { contingency, type Tested } from './statistics/tables.ts'
import { type Alternative, fisherOf } from './statistics/two-values.ts'

const level = 0.05

const kolmogorov = (side: keyof Gaps, law: (distance: number, sides: Sides) => number) =>
  testMethod(
    level,
    onNumbers((sides): Tested => {
      const statistic = gapsOf(sides)[side]
      return { statistic, pValue: law(statistic, sides) }
    }),
    true,
  )

const fisher = (alternative: Alternative) =>
  testMethod(
    level,
    onValues(pair => fisherOf(pair, alternative)),
    true,
  )

/**
 * Alibi Detect: p < 0.05 over all columns by Bonferroni. Kolmogorov–Smirnov for numbers (asymptotic law, also for few rows), chi-square for categories
 * (Yates for two values).
 */
export default definePreset({
  name: 'alibi',
  summary: 'Alibi Detect TabularDrift: Kolmogorov–Smirnov and chi-square, p < 0.05 divided by the number of columns',
  source: 'alibi_detect.cd',
  version: '0.13.0',
  methods: {
    ks: kolmogorov('both', asymptoticP),
    ks_less: kolmogorov('less', oneSidedP),
    ks_greater: kolmogorov('greater', oneSidedP),
    cvm: testMethod(level, onNumbers(cramerVonMisesOf), true),
    chi2: testMethod(
      level,
      onValues(pair => contingency(pair, true)),
      true,
    ),
    fet: fisher('two-sided'),
    fet_greater: fisher('greater'),
    fet_less: fisher('less'),
  },
  chosen: ({ reference }) => [reference.kind === 'numeric' ? 'ks' : 'chi2'],
})
