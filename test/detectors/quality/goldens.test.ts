import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { type CategorySummary, type Detector, defaults, type NumericSummary, type Summary } from '../../../contract/index.ts'
import { momentsOf } from '../../../detectors/cells/moments.ts'
import { detectors } from '../../../detectors/index.ts'
import { absentBits, absentText } from '../../../detectors/summaries/absent.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'
import { finiteCells, quantileOf } from '../../../detectors/summaries/cells.ts'
import { numericFromArray } from '../../../detectors/summaries/numeric.ts'
import { textFromArray } from '../../../detectors/summaries/texts.ts'
import { type RowCell, rowsFromArray } from '../../../detectors/summaries/whole-rows.ts'
import { elsewhere, goldenOf, tableOf as goldenTable } from '../presets/golden-tables.ts'

const fileOf = (name: string): Buffer => readFileSync(new URL(`../../goldens/${name}`, import.meta.url))
const jsonOf = (name: string): unknown => JSON.parse(fileOf(name).toString())
type Row = Record<string, string>
const tableOf = (name: string): Row[] => parse(gunzipSync(fileOf(`${name}.csv.gz`)), { columns: true })

const bits = new DataView(new ArrayBuffer(8))
bits.setBigUint64(0, absentBits.missing)
const missing = bits.getFloat64(0)

const reference = tableOf('car_loan_dq_reference')
const analysis = tableOf('car_loan_dq_analysis')
const numbers = ['car_value', 'debt_to_income_ratio', 'loan_length', 'driver_tenure']

const numericOf = (rows: readonly Row[], column: string): NumericSummary =>
  numericFromArray(Float64Array.from(rows, row => (row[column] === '' ? missing : Number(row[column]))))
const categoryOf = (rows: readonly Row[], column: string): CategorySummary => categoryFromArray(rows.map(row => row[column] || absentText.missing))
const columnOf = (rows: readonly Row[], column: string): NumericSummary | CategorySummary =>
  numbers.includes(column) ? numericOf(rows, column) : categoryOf(rows, column)

const read = (name: string, baseline: Summary, window: Summary, settings = {}) => {
  const detector = detectors.get(name) as Detector
  return detector.read(baseline, window, { ...(defaults(detector.settings) as object), ...settings })
}

function expectClose(got: number | null | undefined, want: number, rel = 1e-9): void {
  expect(Math.abs((got ?? Number.NaN) - want), `${got} for ${want}`).toBeLessThanOrEqual(1e-12 + rel * Math.abs(want))
}

interface Chunk {
  readonly chunk: { readonly start_index: number; readonly end_index: number; readonly period: string }
  readonly [column: string]: unknown
}
type Chunks = Record<'missing_rate' | 'missing_count' | 'unseen_rate' | 'range_rate', { readonly chunks: readonly Chunk[] }>

describe('car loans with faults, in the chunks of NannyML', () => {
  const golden = jsonOf('nannyml_car_loan_dq.json') as Chunks

  it.each([
    ['missing_rate', 'quality/missing', 112],
    ['unseen_rate', 'quality/unseen', 48],
    ['range_rate', 'quality/range', 64],
  ] as const)('%s is that of %s', (key, detector, values) => {
    let checked = 0
    let total = 0
    for (const { chunk, ...columns } of golden[key].chunks) {
      // The analysis part counts from 0 again.
      const rows = (chunk.period === 'reference' ? reference : analysis).slice(chunk.start_index % 20_000, (chunk.end_index % 20_000) + 1)
      expect(rows).toHaveLength(2500)
      for (const [column, want] of Object.entries(columns as Record<string, { value: number }>)) {
        const window = columnOf(rows, column)
        // NannyML divides by the rows of the chunk, ours by those with a value.
        const { value, n } = read(detector, columnOf(reference, column), window)
        expectClose(detector === 'quality/missing' ? value : ((value ?? Number.NaN) * n) / rows.length, want.value)
        checked++
        total += want.value
      }
    }
    expect(checked).toBe(values)
    expect(key === 'range_rate' || total > 0).toBe(true)
  })
})

interface Profile {
  readonly count: number
  readonly missing: number
  readonly distinct: number
  readonly mean?: number
  readonly std_sample?: number
  readonly min?: number
  readonly max?: number
  readonly kurtosis_excess?: number
  readonly quantiles_lower?: Readonly<Record<string, number>>
  readonly length?: { readonly min: number; readonly max: number; readonly mean: number }
  readonly top_10: readonly { readonly value: string; readonly count: number }[]
}
interface Profiled {
  readonly dataset: { readonly rows: number; readonly duplicate_rows: number }
  readonly columns: Readonly<Record<string, Profile>>
}

type Profiles = Record<'exact' | 'exact_current', Profiled>
const carLoans = jsonOf('profile_car_loan_dq.json') as Profiles
const profiles = [
  ['the reference of car loans', carLoans.exact, reference],
  ['the analysis of car loans', carLoans.exact_current, analysis],
  ...profilesElsewhere(),
] as const

/** COMPAS, rows 0–2999 and 3000–6171: the table has no licence, so it is not here. */
function profilesElsewhere(): (readonly [string, Profiled, readonly Row[]])[] {
  if (!elsewhere) return []
  const rows = goldenTable('compas', elsewhere.data)
  const { exact, exact_current: later } = goldenOf('profile_compas', elsewhere.expected) as Profiles
  return [
    ['the reference of COMPAS', exact, rows.slice(0, 3000)],
    ['the analysis of COMPAS', later, rows.slice(3000)],
  ]
}

describe.skipIf(elsewhere)('the profile of COMPAS', () => {
  it.skip('is skipped: PLIMSOLL_GOLDENS names no folder that holds the table', () => undefined)
})

describe.each(profiles)('the profile of %s, as pandas counts it', (_, golden, rows) => {
  it('has its rows and repeats', () => {
    const names = Object.keys(golden.columns)
    const { n, distinct } = rowsFromArray(rows.map(row => names.map((name): RowCell => row[name] || null)))
    expect([n, n - distinct]).toEqual([golden.dataset.rows, golden.dataset.duplicate_rows])
  })

  it.each(Object.entries(golden.columns))('%s', (column, want) => {
    const summary = want.mean === undefined ? categoryOf(rows, column) : numericOf(rows, column)
    expect([summary.n, (read('quality/missing', summary, summary).value ?? -1) * want.count]).toEqual([want.count, expect.closeTo(want.missing, 6)])
    expect(read('quality/cardinality', summary, summary).value).toBe(want.distinct)
    if (summary.kind === 'numeric') expectNumbers(summary, want)
    else expectTexts(rows, column, want)
  })
})

function expectNumbers(summary: NumericSummary, want: Profile): void {
  const { mean, deviation, kurtosis } = momentsOf(summary)
  expectClose(mean, want.mean ?? Number.NaN)
  expectClose(deviation, want.std_sample ?? Number.NaN)
  // pandas corrects the excess for the sample: g₂ = m₄/m₂² − 3, G₂ = (n−1)/((n−2)(n−3)) ((n+1) g₂ + 6).
  const n = summary.n - summary.nans
  expectClose(((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (kurtosis - 3) + 6), want.kurtosis_excess ?? Number.NaN, 1e-8)
  expect([summary.lo, summary.hi]).toEqual([want.min, want.max])
  for (const [share, value] of Object.entries(want.quantiles_lower ?? {})) {
    const cells = finiteCells(summary.cells)
    const got = quantileOf(cells, Number(share))
    // "lower" is the value at ⌊q(n − 1)⌋, ours at ⌈qn⌉ − 1, counted from 0: with whole qn the same, else it may be the next.
    const next = cells.values[cells.values.indexOf(value) + 1]
    expect([value, next], `quantile ${share}`).toContain(got)
  }
}

function expectTexts(rows: readonly Row[], column: string, want: Profile): void {
  const texts = rows.map(row => row[column] || absentText.missing)
  const { lengths, empty, unfit } = textFromArray(texts)
  expect([empty, unfit, lengths.values[0], lengths.values.at(-1)]).toEqual([0, 0, want.length?.min, want.length?.max])
  const { counts } = categoryFromArray(texts)
  for (const { value, count } of want.top_10) expect(counts.get(value)).toBe(count)
}

interface Violation {
  readonly feature: string
  readonly completeness_baseline: number
  readonly completeness_current: number
  readonly unseen_share?: number
  readonly unseen_values?: readonly string[]
  readonly negative_share_current?: number
}
interface Constraints {
  readonly baseline: { readonly constraints: readonly { readonly name: string; readonly string_constraints?: { readonly domains: readonly string[] } }[] }
  readonly violations_of_current: readonly Violation[]
}

describe('constraints of the reference, as SageMaker defines them, held against the analysis', () => {
  const golden = jsonOf('constraints_car_loan_dq.json') as Constraints
  const domains = new Map(golden.baseline.constraints.map(({ name, string_constraints }) => [name, string_constraints?.domains ?? null]))

  it.each(golden.violations_of_current.map(one => [one.feature, one] as const))('%s', (column, want) => {
    const [before, after] = [columnOf(reference, column), columnOf(analysis, column)]
    expectClose(1 - (read('quality/missing', before, before).value ?? Number.NaN), want.completeness_baseline)
    expectClose(1 - (read('quality/missing', before, after).value ?? Number.NaN), want.completeness_current)
    const values = domains.get(column) ?? null
    const domain = read('quality/domain', before, after, values ? { values } : { minimum: 0 })
    expectClose(domain.value, want.unseen_share ?? want.negative_share_current ?? Number.NaN)
    if (!want.unseen_values) return
    expectClose(read('quality/unseen', before, after).value, want.unseen_share ?? Number.NaN)
  })
})
