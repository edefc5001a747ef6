import { describe, expect, it } from 'vitest'
import type { PresetSummary } from '../../../contract/index.ts'
import { categories, expectGolden, goldenOf, knownOf, methodOf, numbers, type Row, tableOf } from './golden-tables.ts'

interface Place {
  readonly start_index: number
  readonly end_index: number
  readonly period: 'reference' | 'analysis'
}
interface Want {
  readonly value: number
  readonly upper_threshold: number | null
  readonly lower_threshold: number | null
  readonly alert: boolean
  readonly sampling_error?: number
}
type Chunk<Column> = { readonly chunk: Place } & Readonly<Record<string, Column>>
type Summarise = (rows: readonly Row[], column: string) => PresetSummary

/** A table in the tool's chunks: the analysis part counts on from the reference or from 0. */
function chunksOf(name: string, places: readonly Place[]) {
  const sides = { reference: tableOf(`${name}_reference`), analysis: tableOf(`${name}_analysis`) }
  const first = places.find(({ period }) => period === 'analysis')?.start_index ?? 0
  const rows = places.map(({ period, start_index: from, end_index: to }) => {
    const offset = period === 'analysis' ? first : 0
    return sides[period].slice(from - offset, to - offset + 1)
  })
  return { whole: sides.reference, rows, references: rows.filter((_, at) => places[at]?.period === 'reference') }
}

function judge(cut: ReturnType<typeof chunksOf>, column: string, method: string, summarise: Summarise) {
  const chunks = cut.references.map(rows => summarise(rows, column))
  const learned = methodOf('nannyml', method).learn(knownOf(summarise(cut.whole, column), chunks), 1)
  return cut.rows.map(rows => learned(summarise(rows, column)))
}

function expectChunks(got: ReturnType<typeof judge>, wants: readonly Want[], tolerance = { error: 1e-9 }): void {
  expect(got).toHaveLength(wants.length)
  for (const [at, want] of wants.entries()) {
    const said = got[at]
    expectGolden(said?.value, want.value)
    expectGolden(said?.upper, want.upper_threshold)
    expectGolden(said?.lower, want.lower_threshold)
    if (want.sampling_error !== undefined && said?.error !== undefined) expectGolden(said.error, want.sampling_error, tolerance.error)
    expect(said?.alarm, `chunk ${at} ${want.value}`).toBe(want.alert)
  }
}

interface Univariate {
  readonly column_types: { readonly continuous: readonly string[]; readonly categorical: readonly string[] }
  readonly chunks: readonly Chunk<Readonly<Record<string, Want>>>[]
}

describe.each(['car_loan', 'car_price'])('NannyML on %s', name => {
  const golden = goldenOf(`nannyml_${name}_univariate`) as Univariate
  const cut = chunksOf(
    name,
    golden.chunks.map(({ chunk }) => chunk),
  )
  const { continuous, categorical } = golden.column_types
  const all = [...continuous, ...categorical].flatMap(column => Object.keys(golden.chunks[0]?.[column] ?? {}).map(method => [column, method] as const))

  it.each(all)('%s %s', (column, method) => {
    const got = judge(cut, column, method, continuous.includes(column) ? numbers : categories)
    expectChunks(
      got,
      golden.chunks.map(chunk => chunk[column]?.[method] as Want),
    )
  })
})

type Calculators = Readonly<Record<string, { readonly chunks: readonly Chunk<Want>[] }>>

describe('NannyML on the quality of car loans', () => {
  const { missing_rate, missing_count, unseen_rate, range_rate } = goldenOf('nannyml_car_loan_dq') as Calculators
  const cut = chunksOf('car_loan_dq', missing_rate?.chunks.map(({ chunk }) => chunk) ?? [])
  const calculators = Object.entries({ missing_rate, missing_count, unseen_rate, range_rate })

  it.each(calculators.flatMap(([method, one]) => columnsOf(one).map(column => [method, column] as const)))('%s %s', (method, column) => {
    const numeric = columnsOf(range_rate).includes(column)
    const got = judge(cut, column, method, numeric ? numbers : categories)
    expectChunks(got, wantsOf(calculators.find(([name]) => name === method)?.[1], column))
  })
})

describe('NannyML on summary statistics of car loans', () => {
  const golden = goldenOf('nannyml_car_loan_summary_stats') as Calculators
  const methods = ['avg', 'median', 'std', 'sum'] as const
  const cut = chunksOf('car_loan', golden['avg']?.chunks.map(({ chunk }) => chunk) ?? [])

  it.each(methods.flatMap(method => columnsOf(golden[method]).map(column => [method, column] as const)))('%s %s', (method, column) => {
    const error = method === 'median' || method === 'std' ? 0.01 : 1e-9
    expectChunks(judge(cut, column, method, numbers), wantsOf(golden[method], column), { error })
  })

  it('rows_count', () => {
    expectChunks(judge(cut, 'car_value', 'rows_count', numbers), wantsOf(golden['row_count'], 'rows_count'))
  })
})

const columnsOf = (calculator: Calculators[string] | undefined): string[] => Object.keys(calculator?.chunks[0] ?? {}).filter(key => key !== 'chunk')
const wantsOf = (calculator: Calculators[string] | undefined, column: string): Want[] => calculator?.chunks.map(chunk => chunk[column] as Want) ?? []
