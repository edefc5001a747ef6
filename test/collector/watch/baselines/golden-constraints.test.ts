import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureSchema, StoreSettings } from '../../../../collector/store/store.ts'
import type { Baseline, ColumnProfile } from '../../../../collector/watch/baseline.ts'
import type { Watch } from '../../../../collector/watch/watch.ts'
import { defaults } from '../../../../contract/index.ts'
import { openTestStore } from '../../../setup/store.ts'
import { openWatch } from '../flights.ts'

interface GoldenConstraint {
  readonly name: string
  readonly completeness: number
  readonly num_constraints?: { readonly is_non_negative: boolean }
  readonly string_constraints?: { readonly domains: readonly string[] }
}
interface GoldenStatistic {
  readonly name: string
  readonly numerical_statistics?: { readonly mean: number; readonly std_dev: number; readonly min: number; readonly max: number }
  readonly string_statistics?: { readonly distinct_count: number; readonly categories: readonly { readonly value: string; readonly count: number }[] }
}
const goldens = (path: string): URL => new URL(`../../../goldens/${path}`, import.meta.url)
const { baseline: golden } = JSON.parse(readFileSync(goldens('constraints_car_loan_dq.json'), 'utf8')) as {
  baseline: { constraints: GoldenConstraint[]; statistics: GoldenStatistic[]; item_count: number }
}

let store: Awaited<ReturnType<typeof openTestStore>>
let watch: Watch
let learned: Baseline

beforeAll(async () => {
  store = await openTestStore()
  const values = new Map<string, number | string>([
    ['car_value', 1],
    ['debt_to_income_ratio', 0.5],
    ['loan_length', 6],
    ['driver_tenure', 1],
    ['salary_range', 'a'],
    ['repaid_loan_on_prev_car', 'True'],
    ['size_of_downpayment', '0%'],
    ['only_of_the_model', 1],
  ])
  const columns = Array.from(values, ([name, value]) => ({ name, side: 'input' as const, values: [value] }))
  await ensureSchema(store.engine, { model: 'loans', version: '1', columns, task: null, weighted: false }, defaults(StoreSettings), 1)
  watch = await openWatch(store.engine, () => Date.UTC(2026, 5, 1), { baselineAfterMs: 0 })
  const path = fileURLToPath(goldens('car_loan_dq_reference.csv.gz'))
  learned = await watch.learnFile({ model: 'loans', version: '1', path, name: 'loans.csv.gz', time: null, reason: 'test' })
}, 120_000)
afterAll(async () => {
  await watch.close()
  await store.engine.close()
  await store.remove()
})

function columnOf(name: string): ColumnProfile {
  const column = learned.columns.find(one => one.name === name)
  if (!column) throw new Error(`no column ${name} was learned`)
  return column
}

it.each(golden.constraints)('suggests what SageMaker defines for $name', golden => {
  const { completeness, range, domain, ...others } = columnOf(golden.name).constraints
  expect(completeness).toEqual({ minimum: golden.completeness, origin: 'suggested' })
  expect(range?.minimum === 0).toBe(golden.num_constraints?.is_non_negative === true)
  expect(domain?.values).toEqual(golden.string_constraints?.domains)
  // No value of the table is of a wrong type, and none of its columns identifies a row.
  expect(others).toEqual({ type: { wrong: 0, origin: 'suggested' } })
})

it.each(golden.statistics.flatMap(({ name, numerical_statistics: said }) => (said ? [{ name, ...said }] : [])))('counts the numbers of $name', said => {
  const { rows, numeric } = columnOf(said.name)
  expect([rows, numeric?.lo, numeric?.hi]).toEqual([golden.item_count, said.min, said.max])
  for (const [ours, theirs] of [
    [numeric?.mean, said.mean],
    [numeric?.deviation, said.std_dev],
  ] as const)
    expect(Math.abs((ours ?? 0) / theirs - 1)).toBeLessThan(1e-9)
})

it.each(golden.statistics.flatMap(({ name, string_statistics: said }) => (said ? [{ name, ...said }] : [])))('counts the texts of $name', said => {
  const { rows, category } = columnOf(said.name)
  expect([rows, category?.distinct]).toEqual([golden.item_count, said.distinct_count])
  expect(category?.top).toEqual(said.categories.map(({ value, count }) => [value, count]))
})

it('names the column that only the model has', () => {
  expect(learned.notes).toEqual(['not in the file, so not judged: only_of_the_model'])
})
