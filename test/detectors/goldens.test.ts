import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { type Detector, defaults, type Measure, type Summary } from '../../contract/index.ts'
import { deviationsOf, leveneStatistic } from '../../detectors/cells/deviations.ts'
import { energyDistance } from '../../detectors/cells/energy.ts'
import { distanceP, largestGap } from '../../detectors/cells/kolmogorov-smirnov.ts'
import { midrankP } from '../../detectors/cells/midranks.ts'
import { momentsOf } from '../../detectors/cells/moments.ts'
import { ranking } from '../../detectors/cells/ranks.ts'
import { transport } from '../../detectors/cells/transport.ts'
import { welch } from '../../detectors/cells/welch.ts'
import { detectors } from '../../detectors/index.ts'
import { areaOf } from '../../detectors/labels/roc.ts'
import { numericFromArray } from '../../detectors/summaries/numeric.ts'
import { type ScoredRow, scoresFromRows } from '../../detectors/summaries/scores.ts'

const fileOf = (name: string): Buffer => readFileSync(new URL(`../goldens/${name}`, import.meta.url))
const jsonOf = (name: string): unknown => JSON.parse(fileOf(name).toString())
const tableOf = (name: string): Record<string, string>[] => parse(gunzipSync(fileOf(`${name}.csv.gz`)), { columns: true })

function expectClose(got: number | null | undefined, want: number, rel = 1e-9): void {
  expect(Math.abs((got ?? Number.NaN) - want), `${got} for ${want}`).toBeLessThanOrEqual(1e-12 + rel * Math.abs(want))
}

const read = (name: string, baseline: Summary, window: Summary): Measure => {
  const detector = detectors.get(name) as Detector
  return detector.read(baseline, window, defaults(detector.settings))
}

interface TwoSample {
  readonly table: string
  readonly column: string
  readonly split: string
  readonly n: readonly [number, number]
  readonly ks_exact: { readonly statistic: number }
  readonly ks_asymp: { readonly statistic: number; readonly pvalue: number }
  readonly wasserstein: number
  readonly energy: number
  readonly mannwhitneyu_two_sided: Tested
  readonly cramervonmises_asymptotic: Tested
  readonly t_welch: Tested
  readonly levene: Tested
}

interface Tested {
  readonly statistic: number
  readonly pvalue: number
}

describe('two samples of real columns, as SciPy compares them', () => {
  const golden = (jsonOf('scipy_two_sample.json') as { numerical: TwoSample[] }).numerical
  it.each(golden.map(entry => [`${entry.table} ${entry.column}`, entry] as const))('%s', (_, { table, column, split, n, ...want }) => {
    const { baseline, window } = splitOf({ table, column, split, n })
    expect([baseline.n, window.n]).toEqual(n)

    const { distance } = largestGap(baseline.cells, window.cells)
    expectClose(read('drift/ks', baseline, window).value, want.ks_asymp.statistic)
    expectClose(transport(baseline.cells, window.cells, ...n).distance, want.wasserstein)
    // SciPy's asymptotic p is the one-sample law at round(h); Stephens' differs by 1.3 % above 0.007 and 5 % at 7e-4.
    const p = want.ks_asymp.pvalue
    if (p > 7e-4) expectClose(distanceP(distance, ...n, false), p, p > 0.007 ? 0.013 : 0.05)

    expectClose(energyDistance(baseline.cells, window.cells), want.energy)
    const sizes = { N: n[0], n: n[1] }
    const { excess, pValue } = ranking([baseline.cells, window.cells], sizes)
    // Theirs counts the pairs in which the first sample is above.
    expectClose((0.5 - excess) * n[0] * n[1], want.mannwhitneyu_two_sided.statistic)
    expectTail(pValue, want.mannwhitneyu_two_sided.pvalue)
    expectClose(read('drift/cvm', baseline, window).value, want.cramervonmises_asymptotic.statistic)
    expectTail(midrankP(want.cramervonmises_asymptotic.statistic, sizes), want.cramervonmises_asymptotic.pvalue)
    const means = welch(momentsOf(baseline), momentsOf(window))
    expectClose(means.t, -want.t_welch.statistic)
    expectTail(read('drift/mean', baseline, window).pValue, want.t_welch.pvalue)
    expectClose(leveneStatistic(deviationsOf(baseline.cells), deviationsOf(window.cells), ...n), want.levene.statistic)
    expectTail(read('drift/levene', baseline, window).pValue, want.levene.pvalue)
  })
})

/** p-values agree to a millionth, to a ten-thousandth under 1e-12. */
const expectTail = (got: number | null, want: number): void => expectClose(got, want, want < 1e-12 ? 1e-4 : 1e-6)

/** The two parts of a column, as a golden splits it. */
function splitOf({ table, column, split, n }: Pick<TwoSample, 'table' | 'column' | 'split' | 'n'>) {
  const values = tableOf(table).map(row => Number(row[column]))
  const first = (_value: number, at: number) => (split === 'even vs odd rows' ? at % 2 === 0 : at < n[0])
  return { baseline: numericFromArray(values.filter(first)), window: numericFromArray(values.filter((value, at) => !first(value, at))) }
}

interface Frouros {
  readonly table: string
  readonly column: string
  readonly split: string
  readonly EMD: { readonly distance: number }
  readonly EnergyDistance: { readonly distance: number }
  readonly KSTest: { readonly statistic: number }
  readonly CVMTest: { readonly statistic: number; readonly p_value: number }
  readonly MannWhitneyUTest: { readonly statistic: number; readonly p_value: number }
  readonly WelchTTest: { readonly statistic: number; readonly p_value: number }
  readonly KuiperTest: { readonly statistic: number }
}

describe('two samples of real columns, as Frouros compares them', () => {
  const golden = (jsonOf('frouros_batch.json') as { univariate: Frouros[] }).univariate
  it.each(golden.map(entry => [entry.column, entry] as const))('%s', (_, { table, column, split, ...want }) => {
    const n = [285, 284] as const
    const { baseline, window } = splitOf({ table, column, split, n })
    const value = (name: string) => read(name, baseline, window).value
    expectClose(transport(baseline.cells, window.cells, ...n).distance, want.EMD.distance)
    expectClose(energyDistance(baseline.cells, window.cells), want.EnergyDistance.distance)
    expectClose(value('drift/ks'), want.KSTest.statistic)
    expectClose(value('drift/cvm'), want.CVMTest.statistic)
    expectClose((0.5 - (value('drift/mann-whitney') ?? 0)) * n[0] * n[1], want.MannWhitneyUTest.statistic)
    expectTail(read('drift/mann-whitney', baseline, window).pValue, want.MannWhitneyUTest.p_value)
    expectClose(welch(momentsOf(baseline), momentsOf(window)).t, -want.WelchTTest.statistic)
    expectTail(read('drift/mean', baseline, window).pValue, want.WelchTTest.p_value)
    // Frouros 0.9.0 prints the KS distance for Kuiper's; astropy's is in the vectors.
    expect(want.KuiperTest.statistic).toBe(want.KSTest.statistic)
    expect(value('drift/kuiper')).toBeGreaterThan(want.KSTest.statistic)
  })
})

interface Metrics {
  readonly confusion: { readonly tn: number; readonly fp: number; readonly fn: number; readonly tp: number }
  readonly roc_auc: number
  readonly log_loss: number
  readonly brier: number
  readonly accuracy: number
}

interface CarLoans {
  readonly unweighted: Metrics
  readonly weighted: Metrics
  readonly delong_first_3000: { readonly auc: number; readonly variance: number }
}

describe('20,000 car loans, as scikit-learn scores them', () => {
  const golden = jsonOf('sklearn_binary_car_loan.json') as CarLoans
  const rows: ScoredRow[] = tableOf('car_loan_scores').map(row => ({
    score: Number(row['y_pred_proba']),
    y: row['repaid'] === '1',
    decision: row['y_pred'] === '1',
    weight: 1,
  }))

  it.each([
    ['unweighted', golden.unweighted, scoresFromRows(rows)],
    ['weighted 1 to 5', golden.weighted, scoresFromRows(rows.map((row, at) => ({ ...row, weight: 1 + (at % 5) })))],
  ] as const)('%s', (_, want, summary) => {
    expect(summary.confusion).toEqual([want.confusion.tp, want.confusion.fp, want.confusion.fn, want.confusion.tn])
    expectClose(read('performance/accuracy', summary, summary).value, want.accuracy)
    expectClose(read('performance/auc', summary, summary).value, want.roc_auc)
    expectClose(read('performance/logloss', summary, summary).value, want.log_loss)
    expectClose(read('performance/brier', summary, summary).value, want.brier)
  })

  it('DeLong of the first 3,000', () => {
    const { positives, negatives } = scoresFromRows(rows.slice(0, 3000))
    const area = areaOf(positives, negatives)
    expectClose(area?.value, golden.delong_first_3000.auc)
    expectClose(area?.variance, golden.delong_first_3000.variance)
  })
})
