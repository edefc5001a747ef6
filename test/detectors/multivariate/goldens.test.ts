import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { type Detector, defaults, type Measure, type SampleSummary } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import { discrepancy } from '../../../detectors/multivariate/discrepancy.ts'
import { featuresFromRows, featuresPlan } from '../../../detectors/summaries/fourier.ts'
import { sampleFromRows } from '../../../detectors/summaries/samples.ts'

const fileOf = (name: string): Buffer => readFileSync(new URL(`../../goldens/${name}`, import.meta.url))
const tableOf = (name: string): Record<string, string>[] => parse(gunzipSync(fileOf(`${name}.csv.gz`)), { columns: true })

interface Chunk {
  readonly chunk: { readonly chunk_index: number; readonly start_index: number; readonly end_index: number; readonly period: 'reference' | 'analysis' }
  readonly reconstruction_error: { readonly value: number }
  readonly domain_classifier_auroc: { readonly value: number }
}
interface Golden {
  readonly pca_reconstruction: { readonly chunks: readonly Chunk[]; readonly pca: { readonly n_components: number } }
  readonly domain_classifier: { readonly chunks: readonly Chunk[] }
}
const multivariate = JSON.parse(fileOf('nannyml_car_loan_multivariate.json').toString()) as Golden
const numeric = JSON.parse(fileOf('nannyml_car_loan_pca_numeric.json').toString()) as { readonly chunks: readonly Chunk[] }

const tables = { reference: tableOf('car_loan_reference'), analysis: tableOf('car_loan_analysis') }
const numbers = ['car_value', 'debt_to_income_ratio', 'loan_length', 'driver_tenure']
const all = ['car_value', 'salary_range', 'debt_to_income_ratio', 'loan_length', 'repaid_loan_on_prev_car', 'size_of_downpayment', 'driver_tenure']

/** Every row, in its order. */
function wholeOf(rows: readonly Record<string, string>[], names: readonly string[]): SampleSummary {
  const columns = names.map(name => ({ name, type: numbers.includes(name) ? ('numeric' as const) : ('category' as const) }))
  const hashed = rows.map(
    (row, at) => [at.toString(16).padStart(16, '0'), columns.map(({ name, type }) => (type === 'numeric' ? Number(row[name]) : (row[name] ?? '')))] as const,
  )
  return sampleFromRows(hashed, { columns, leftOut: 0 }, rows.length)
}

function read(name: string, baseline: SampleSummary, window: SampleSummary, settings = {}): Measure {
  const detector = detectors.get(name) as Detector
  return detector.read(baseline, window, { ...defaults(detector.settings), ...settings })
}

const picked = (chunks: readonly Chunk[]): Chunk[] => chunks.filter(({ chunk }) => chunk.start_index % 25_000 === 0)

test.each([
  ['numbers, two components', numeric.chunks, numbers, { components: 2 }],
  ['numbers and categories, 65 % of the variance', multivariate.pca_reconstruction.chunks, all, { variance: 0.65 }],
] as const)('reconstruction error as NannyML has it: %s', { timeout: 120_000 }, (_, chunks, names, settings) => {
  const baseline = wholeOf(tables.reference, names)
  for (const { chunk, reconstruction_error } of picked(chunks)) {
    const window = wholeOf(tables[chunk.period].slice(chunk.start_index, chunk.end_index + 1), names)
    const { value, notes } = read('drift/pca', baseline, window, { ...settings, population: true })
    expect(Math.abs((value ?? Number.NaN) - reconstruction_error.value), `${value}`).toBeLessThanOrEqual(1e-6 * reconstruction_error.value)
    if ('variance' in settings) expect(notes[0]).toContain(`of ${multivariate.pca_reconstruction.pca.n_components} components`)
  }
})

// NannyML's trees also see a change of spread and of shape; a line through the columns sees less of it, and neither sees anything in quiet chunks.
test('the domain classifier agrees with NannyML on which chunks have moved', { timeout: 60_000 }, () => {
  const baseline = wholeOf(tables.reference.slice(0, 3000), all)
  const thinned = tables.analysis.filter((_, at) => at % 8 === 0).slice(0, 6000)
  for (const { chunk, domain_classifier_auroc } of multivariate.domain_classifier.chunks.filter(one => one.chunk.period === 'analysis')) {
    const from = chunk.chunk_index * 1500
    const { value } = read('drift/domain', baseline, wholeOf(thinned.slice(from, from + 1500), all))
    if (domain_classifier_auroc.value < 0.6) expect(Math.abs((value ?? Number.NaN) - domain_classifier_auroc.value)).toBeLessThanOrEqual(0.02)
    else expect(value).toBeGreaterThan(0.75)
  }
})

interface Mmd {
  readonly table: string
  readonly columns: readonly string[]
  readonly sigmas: Readonly<Record<string, { readonly mmd2: number; readonly permutation_p?: number }>>
}
const frouros = (JSON.parse(fileOf('frouros_mmd.json').toString()) as { readonly mmd: readonly Mmd[] }).mmd
const splits: Readonly<Record<string, (at: number) => 'reference' | 'window' | 'neither'>> = {
  breast_cancer: at => (at < 150 ? 'reference' : at >= 300 && at < 450 ? 'window' : 'neither'),
  wine: at => (at % 2 === 0 ? 'reference' : 'window'),
}

// 24 draws of 64 directions: the mean of the kernel over all pairs is met within about 0.001.
test.each(frouros.flatMap(golden => Object.entries(golden.sigmas).map(([sigma, want]) => ({ ...golden, sigma, want }))))(
  'MMD² of random features is near the exact one of Frouros: $table, σ $sigma',
  ({ table, columns, sigma, want }) => {
    const side = (which: string) => tableOf(table).flatMap((row, at) => (splits[table]?.(at) === which ? [columns.map(name => Number(row[name]))] : []))
    const [before, after] = [side('reference'), side('window')]
    const named = { columns: columns.map(name => ({ name, type: 'numeric' as const })), leftOut: 0 }
    const sample = sampleFromRows(
      before.map((row, at) => [String(at).padStart(16, '0'), row] as const),
      named,
    )
    const wide = featuresPlan(sample, { seed: 1, count: 64, sigma: Number(sigma) })
    if (wide === null) throw new Error('rows vary')
    const { pValue } = discrepancy(featuresFromRows(before, wide), featuresFromRows(after, wide))
    const plans = Array.from({ length: 24 }, (_, seed) => featuresPlan(sample, { seed: 100 + seed, count: 64, sigma: Number(sigma) }) ?? wide)
    const values = plans.map(plan => discrepancy(featuresFromRows(before, plan), featuresFromRows(after, plan)).debiased)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(Math.abs(mean - want.mmd2)).toBeLessThanOrEqual(0.003)
    if (want.permutation_p !== undefined) expect(Math.abs((pValue ?? Number.NaN) - want.permutation_p)).toBeLessThanOrEqual(0.1)
  },
)
