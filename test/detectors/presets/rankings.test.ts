import { expect, it } from 'vitest'
import { byAlarms, byCorrelation } from '../../../detectors/presets/statistics/rankings.ts'
import { expectGolden, goldenOf } from './golden-tables.ts'

interface Drift {
  readonly column_types: { readonly continuous: readonly string[]; readonly categorical: readonly string[] }
  readonly chunks: readonly (Readonly<Record<string, { readonly jensen_shannon: { readonly value: number; readonly alert: boolean } }>> & {
    readonly chunk: unknown
  })[]
}
interface Ranking {
  readonly alert_count: { readonly ranking: readonly { readonly column_name: string; readonly number_of_alerts: number }[] }
  readonly correlation: {
    readonly ranking: readonly { readonly column_name: string; readonly pearsonr_correlation: number; readonly pearsonr_pvalue: number }[]
  }
}
interface Realised {
  readonly chunks: readonly { readonly chunk: { readonly period: string }; readonly roc_auc: number }[]
}

const { column_types: types, chunks } = goldenOf('nannyml_car_loan_univariate') as Drift
const ranking = goldenOf('nannyml_car_loan_ranking') as Ranking
const columns = [...types.continuous, ...types.categorical]
// Only the analysis part is counted.
const { chunks: realised } = goldenOf('nannyml_car_loan_roc_auc') as Realised
const references = realised.filter(({ chunk }) => chunk.period === 'reference').length

it('ranks columns by alarms, equally many in any order', () => {
  const alarms = new Map(columns.map(column => [column, chunks.filter(chunk => chunk[column]?.jensen_shannon.alert).length]))
  const want = ranking.alert_count.ranking
  expect(byAlarms(alarms).map(column => alarms.get(column))).toEqual(want.map(one => one.number_of_alerts))
  for (const one of want) expect(alarms.get(one.column_name)).toBe(one.number_of_alerts)
})

it('ranks columns by how their drift goes with the change of the AUC', () => {
  const drift = new Map(columns.map(column => [column, chunks.map(chunk => chunk[column]?.jensen_shannon.value ?? Number.NaN)]))
  const got = byCorrelation(
    drift,
    realised.map(({ roc_auc: auc }) => auc),
    references,
  )
  expect(got.map(({ column }) => column)).toEqual(ranking.correlation.ranking.map(one => one.column_name))
  for (const [at, want] of ranking.correlation.ranking.entries()) {
    expectGolden(got[at]?.correlation, want.pearsonr_correlation)
    expectGolden(got[at]?.pValue, want.pearsonr_pvalue, 1e-6)
  }
})
