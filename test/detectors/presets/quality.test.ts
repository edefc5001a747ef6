import { describe, expect, it } from 'vitest'
import type { CategorySummary, NumericSummary } from '../../../contract/index.ts'
import { momentsOf } from '../../../detectors/cells/moments.ts'
import { countBetween } from '../../../detectors/presets/binning/counts.ts'
import { missingRows } from '../../../detectors/presets/statistics/columns.ts'
import { linearQuantile } from '../../../detectors/presets/statistics/quantile.ts'
import { rowsFromArray } from '../../../detectors/summaries/whole-rows.ts'
import { categories, elsewhere, expectGolden, goldenOf, numbers, type Row, say, tableOf } from './golden-tables.ts'

interface Checked {
  readonly feature: string
  readonly completeness_baseline: number
  readonly completeness_current: number
  readonly completeness_violated: boolean
  readonly ks_distance?: number
  readonly 'ks_violated_0.1'?: boolean
  readonly l_infinity?: number
  readonly 'l_infinity_violated_0.1'?: boolean
  readonly unseen_share?: number
}
interface Constraints {
  readonly violations_of_current: readonly Checked[]
}
type Sides = readonly [readonly Row[], readonly Row[]]

const compasSides = (): Sides => {
  const rows = tableOf('compas', elsewhere?.data)
  return [rows.slice(0, 3000), rows.slice(3000)]
}
const sagemaker: readonly (readonly [string, () => Constraints, () => Sides])[] = [
  ['car loans', () => goldenOf('constraints_car_loan_dq') as Constraints, () => [tableOf('car_loan_dq_reference'), tableOf('car_loan_dq_analysis')]],
  ['COMPAS', () => goldenOf('constraints_compas', elsewhere?.expected) as Constraints, compasSides],
]

describe.each(elsewhere ? sagemaker : sagemaker.slice(0, 1))("SageMaker's checks of %s", (_, golden, sides) => {
  it('are those of its constraints', () => {
    const [reference, current] = sides()
    for (const want of golden().violations_of_current) {
      const summary = want.ks_distance === undefined ? categories : numbers
      const check = (method: string) => say(['sagemaker', method], summary(reference, want.feature), summary(current, want.feature))
      const complete = check('completeness_check')
      expectGolden(complete.value, want.completeness_current)
      expectGolden(complete.lower, want.completeness_baseline)
      expect(complete.alarm).toBe(want.completeness_violated)
      const drift = check('baseline_drift_check')
      expectGolden(drift.value, want.ks_distance ?? want.l_infinity ?? null)
      expect(drift.alarm).toBe(want['ks_violated_0.1'] ?? want['l_infinity_violated_0.1'])
      if (want.unseen_share !== undefined) expectGolden(check('categorical_values_check').value, want.unseen_share)
    }
  })
})

describe.skipIf(elsewhere)("SageMaker's checks and Evidently's summary of COMPAS", () => {
  it.skip('are skipped: PLIMSOLL_GOLDENS names no folder that holds the table', () => undefined)
})

interface Summaries {
  readonly numerical: Readonly<Record<string, Readonly<Record<string, number>> & { readonly missing: Share; readonly in_range: InRange }>>
  readonly categorical: Readonly<Record<string, { readonly unique: { readonly counts: Readonly<Record<string, number>> }; readonly missing: Share }>>
  readonly dataset: Readonly<Record<string, number>> & { readonly missing_values: Share }
}
interface Share {
  readonly count: number
  readonly share: number
}
interface InRange {
  readonly left: number
  readonly right: number
  readonly value: Share
}

const summaries = [
  ['car loans', () => goldenOf('evidently_car_loan_dq_summary') as Summaries, () => tableOf('car_loan_dq_analysis')],
  ['COMPAS', () => goldenOf('evidently_compas_summary', elsewhere?.expected) as Summaries, () => tableOf('compas', elsewhere?.data)],
] as const

describe.each(elsewhere ? summaries : summaries.slice(0, 1))('Evidently on the quality of %s', (_, golden, table) => {
  const { numerical, categorical, dataset } = golden()
  const rows = table()

  it.each(Object.keys(numerical))('%s', column => {
    const want = numerical[column] as Summaries['numerical'][string]
    const summary = numbers(rows, column) as NumericSummary
    const { n, mean, deviation } = momentsOf(summary)
    expect([summary.lo, summary.hi, missingRows(summary)]).toEqual([want['min'], want['max'], want.missing.count])
    expectGolden(mean, want['mean'] as number)
    expectGolden(deviation, want['std'] as number)
    expectGolden(mean * n, want['sum'] as number)
    for (const [key, value] of Object.entries(want)) if (key.startsWith('q')) expectGolden(linearQuantile(summary.cells, Number(key.slice(1))), value as number)
    expectGolden(linearQuantile(summary.cells, 0.5), want['median'] as number)
    const { left, right, value } = want.in_range
    const inside = countBetween(summary.cells, Float64Array.from([left, right])).counts[0] ?? 0
    expect(inside).toBe(value.count)
    expectGolden(inside / n, value.share)
  })

  it.each(Object.keys(categorical))('%s', column => {
    const want = categorical[column] as Summaries['categorical'][string]
    const { counts, nulls } = categories(rows, column) as CategorySummary
    for (const [value, count] of Object.entries(want.unique.counts)) expect(counts.get(value) ?? 0).toBe(count)
    expect(nulls).toBe(want.missing.count)
  })

  it('the table', () => {
    const names = Object.keys(rows[0] ?? {})
    const { n, distinct } = rowsFromArray(rows.map(row => names.map(name => row[name] || null)))
    const missing = rows.reduce((sum, row) => sum + names.filter(name => row[name] === '').length, 0)
    expect([n, names.length, n - distinct, missing]).toEqual([dataset['rows'], dataset['columns'], dataset['duplicated_rows'], dataset.missing_values.count])
  })
})
