import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fisherExact } from '../../../detectors/math/counts.ts'
import { adjust } from '../../../detectors/math/multiplicity.ts'
import { normal } from '../../../detectors/math/normal.ts'
import { clopperPearson, katz, newcombe, sameRate, wilson } from '../../../detectors/math/proportion.ts'

// statsmodels 0.15.0 and scipy 1.17.1; the calls stand in the file.
interface Golden {
  readonly proportions: readonly { k: number; n: number; alpha: number; wilson: [number, number]; beta: [number, number] }[]
  readonly two_proportions: readonly {
    counts: [number, number]
    n: [number, number]
    ztest: { pvalue: number }
    fisher: number
    diff_newcomb: [number, number]
  }[]
  readonly multiple_testing: { pvalues: number[] } & Record<'bonferroni' | 'holm' | 'fdr_bh' | 'fdr_by', { adjusted: number[] }>
}
const golden = JSON.parse(readFileSync(new URL('../../goldens/intervals.json', import.meta.url), 'utf8')) as Golden

const near = (got: number, wanted: number, relative = 1e-9): void => expect(Math.abs(got - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted) + 1e-12)

test.each(golden.proportions)('$k of $n at $alpha', ({ k, n, alpha, ...wanted }) => {
  const score = wilson(k, n, normal.upperQuantile(alpha / 2))
  const exact = clopperPearson(k, n, alpha)
  near(score.low, wanted.wilson[0])
  near(score.high, wanted.wilson[1])
  near(exact.low, wanted.beta[0])
  near(exact.high, wanted.beta[1])
})

test.each(golden.two_proportions)('$counts of $n', ({ counts: [x, y], n: [n, N], ...wanted }) => {
  const difference = newcombe(x, n, y, N)
  near(difference.low, wanted.diff_newcomb[0])
  near(difference.high, wanted.diff_newcomb[1])
  const pooled = (x + y) / (n + N)
  const small = Math.min(n, N) * Math.min(pooled, 1 - pooled) < 5
  near(sameRate(x, n, y, N), small ? wanted.fisher : wanted.ztest.pvalue, 1e-7)
  if (small) near(fisherExact(x, n, y, N), wanted.fisher, 1e-7)
})

test.each(['bonferroni', 'holm', 'fdr_bh', 'fdr_by'] as const)('%s', name => {
  const how = name.replace('fdr_', '') as 'bonferroni' | 'holm' | 'bh' | 'by'
  const adjusted = adjust(golden.multiple_testing.pvalues, how)
  for (const [index, wanted] of golden.multiple_testing[name].adjusted.entries()) near(adjusted[index] as number, wanted)
})

test('the ratio of two rates, by hand', () => {
  // 30/100 against 20/100: ln 1.5 ± 1.959964 · √(1/30 − 1/100 + 1/20 − 1/100) = 0.405465 ± 1.959964 · 0.251661
  const ratio = katz(30, 100, 20, 100)
  near(Math.log(ratio.low), 0.4054651081 - 1.959963985 * Math.sqrt(0.0633333333333), 1e-8)
  near(Math.log(ratio.high), 0.4054651081 + 1.959963985 * Math.sqrt(0.0633333333333), 1e-8)
})
