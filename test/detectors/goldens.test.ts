import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { type Detector, defaults, type Measure, type Summary } from '../../contract/index.ts'
import { distanceP, largestGap } from '../../detectors/cells/kolmogorov-smirnov.ts'
import { transport } from '../../detectors/cells/transport.ts'
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
}

describe('two samples of real columns, as SciPy compares them', () => {
  const golden = (jsonOf('scipy_two_sample.json') as { numerical: TwoSample[] }).numerical
  it.each(golden.map(entry => [`${entry.table} ${entry.column}`, entry] as const))('%s', (_, { table, column, split, n, ...want }) => {
    const values = tableOf(table).map(row => Number(row[column]))
    const first = (_value: number, at: number) => (split === 'even vs odd rows' ? at % 2 === 0 : at < n[0])
    const baseline = numericFromArray(values.filter(first))
    const window = numericFromArray(values.filter((value, at) => !first(value, at)))
    expect([baseline.n, window.n]).toEqual(n)

    const { distance } = largestGap(baseline.cells, window.cells)
    expectClose(read('drift/ks', baseline, window).value, want.ks_asymp.statistic)
    expectClose(transport(baseline.cells, window.cells, ...n).distance, want.wasserstein)
    // SciPy's asymptotic p is the one-sample law at round(h); Stephens' differs by 1.3 % above 0.007 and 5 % at 7e-4.
    const p = want.ks_asymp.pvalue
    if (p > 7e-4) expectClose(distanceP(distance, ...n, false), p, p > 0.007 ? 0.013 : 0.05)
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
