import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureSchema, StoreSettings } from '../../../../collector/store/store.ts'
import type { Baseline } from '../../../../collector/watch/baseline.ts'
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

const columnOf = (name: string) => learned.columns.find(column => column.name === name)

it.each(golden.constraints)('suggests what SageMaker defines for $name', ({ name, completeness, num_constraints: numbers, string_constraints: texts }) => {
  const constraints = columnOf(name)?.constraints
  expect(constraints?.completeness?.minimum).toBe(completeness)
  expect(constraints?.range?.minimum === 0).toBe(numbers?.is_non_negative === true)
  expect(constraints?.domain?.values).toEqual(texts?.domains)
  expect(Object.values(constraints ?? {}).map(one => one?.origin)).toEqual(Object.values(constraints ?? {}).map(() => 'suggested'))
})

it.each(golden.statistics)('counts of $name what its statistics count', ({ name, numerical_statistics: numbers, string_statistics: texts }) => {
  const column = columnOf(name)
  expect(column?.rows).toBe(golden.item_count)
  expect([column?.numeric?.lo, column?.numeric?.hi, column?.category?.distinct]).toEqual([numbers?.min, numbers?.max, texts?.distinct_count])
  expect(column?.category?.top).toEqual(texts?.categories.map(({ value, count }) => [value, count]))
  if (numbers) {
    expect(Math.abs((column?.numeric?.mean ?? 0) / numbers.mean - 1)).toBeLessThan(1e-9)
    expect(Math.abs((column?.numeric?.deviation ?? 0) / numbers.std_dev - 1)).toBeLessThan(1e-9)
  }
})

it('names the column that only the model has', () => {
  expect(learned.notes).toEqual(['not in the file, so not judged: only_of_the_model'])
})
