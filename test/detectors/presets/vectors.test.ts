import { expect, it } from 'vitest'
import type { PresetSummary } from '../../../contract/index.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'
import { numericFromArray } from '../../../detectors/summaries/numeric.ts'
import { expectGolden, goldenOf, say } from './golden-tables.ts'

interface Vector {
  readonly id: string
  readonly detector: string
  readonly settings: { readonly convention: string }
  readonly inputs: { readonly baseline: readonly (number | string)[]; readonly window: readonly (number | string)[] }
  readonly expected: {
    readonly value?: number
    readonly standardised?: number
    readonly statistic?: number
    readonly p?: number
    readonly scipyClippedP?: number
  }
  readonly tolerance: { readonly rel: number; readonly abs: number }
}

const methods: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  evidently: { psi: 'psi', js: 'jensenshannon', kl: 'kl_div', hellinger: 'hellinger', wasserstein: 'wasserstein', chi2: 'chisquare', ks: 'ks', energy: 'ed' },
  nannyml: { js: 'jensen_shannon', hellinger: 'hellinger', linf: 'l_infinity', wasserstein: 'wasserstein', ks: 'kolmogorov_smirnov' },
  scipy: { ad: 'anderson_ksamp', chi2: 'chi2_yates' },
}

/** Values of rows; counts of a table are a category of as many rows. */
function summaryOf(values: Vector['inputs']['baseline'], counted: boolean): PresetSummary {
  if (counted) return categoryFromArray(values.flatMap((count, at) => Array.from({ length: Number(count) }, () => `v${at}`)))
  return typeof values[0] === 'string' ? categoryFromArray(values as string[]) : numericFromArray(values as number[])
}

const vectors = goldenOf('preset-vectors') as Vector[]

it.each(vectors.map(one => [one.id, one] as const))('%s', (_, { detector, settings: { convention }, inputs, expected, tolerance }) => {
  const tool = convention.split(' ')[0] as string
  const method = methods[tool]?.[detector.replace('drift/', '')] as string
  const counted = method === 'chi2_yates'
  const said = say([tool, method], summaryOf(inputs.baseline, counted), summaryOf(inputs.window, counted))
  expectGolden(said.value, expected.value ?? expected.standardised ?? expected.statistic ?? null, Math.max(1e-9, tolerance.rel))
  const p = expected.p ?? expected.scipyClippedP
  if (p !== undefined) expectGolden(said.pValue, p, 1e-6)
  expect(said.value).not.toBeNull()
})
