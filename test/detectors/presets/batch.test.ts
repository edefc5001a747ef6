import { describe, expect, it } from 'vitest'
import type { PresetSummary } from '../../../contract/index.ts'
import { adjust } from '../../../detectors/math/multiplicity.ts'
import { presets } from '../../../detectors/presets/index.ts'
import { categoryOfCounts } from '../../../detectors/summaries/category.ts'
import { categories, elsewhere, expectGolden, type Golden, goldenOf, numbers, type Row, say, tableOf } from './golden-tables.ts'

const folderOf = (table: string): URL | undefined => (table === 'compas' ? elsewhere?.data : undefined)

/** Rows as a golden's `split` says. */
function sidesOf(table: string, split: string): readonly [readonly Row[], readonly Row[]] {
  const rows = tableOf(table, folderOf(table))
  if (split.startsWith('even')) return [rows.filter((_, at) => at % 2 === 0), rows.filter((_, at) => at % 2 === 1)]
  const [a, b, c, d] = (split.match(/\d+/g) ?? []).map(Number) as [number, number, number, number]
  return [rows.slice(a, b + 1), rows.slice(c, d + 1)]
}

type Tested = { readonly statistic: number; readonly pvalue?: number; readonly 'pvalue_clipped_0.001_0.25'?: number }
type Column = { readonly table: string; readonly column: string; readonly split: string } & Readonly<Record<string, unknown>>
interface Scipy {
  readonly numerical: readonly Column[]
  readonly categorical?: readonly Column[]
}

const beside = new Set(['table', 'column', 'split', 'n', 'counts', 'categories'])

interface Counted {
  readonly column: string
  readonly categories: readonly string[]
  readonly counts: readonly [readonly number[], readonly number[]]
}

describe('SciPy, of counts', () => {
  const { categorical } = goldenOf('scipy_category_counts') as { readonly categorical: readonly (Counted & Readonly<Record<string, unknown>>)[] }
  it.each(categorical.map(one => [one.column, one] as const))('%s', (_, one) => {
    const sides = one.counts.map(counts => categoryOfCounts(new Map(one.categories.map((name, at) => [name, counts[at] ?? 0]))))
    const [reference, current] = sides as [PresetSummary, PresetSummary]
    const methods = Object.entries(one).filter(([key]) => !beside.has(key))
    for (const [method, want] of methods) expectScipy(method, say(['scipy', method], reference, current), want)
    expect(methods.length).toBeGreaterThan(10)
  })
})

const scipy = elsewhere ? (goldenOf('scipy_two_sample', elsewhere.expected) as Scipy) : (goldenOf('scipy_two_sample') as Scipy)

describe('SciPy', () => {
  const columns = [...scipy.numerical.map(one => ({ one, summary: numbers })), ...(scipy.categorical ?? []).map(one => ({ one, summary: categories }))]
  it.each(columns.map(({ one, summary }) => [one.table, one.column, { one, summary }] as const))('%s %s', (table, column, { one, summary }) => {
    const [reference, current] = sidesOf(table, one.split).map(rows => summary(rows, column)) as [PresetSummary, PresetSummary]
    for (const [method, want] of Object.entries(one)) if (!beside.has(method)) expectScipy(method, say(['scipy', method], reference, current), want)
  })
})

function expectScipy(method: string, said: ReturnType<typeof say>, want: unknown): void {
  if (typeof want === 'number') return expectGolden(said.value, want)
  const { statistic, oddsratio, ...ps } = want as Tested & { readonly oddsratio?: number }
  expectGolden(said.value, statistic ?? oddsratio ?? null)
  const p = ps.pvalue ?? ps['pvalue_clipped_0.001_0.25'] ?? Number.NaN
  // SciPy ends its series of this law at a term below 1e-7.
  if (method.startsWith('cramervonmises')) expect(said.pValue).toBeCloseTo(p, 8)
  else expectGolden(said.pValue, p, 1e-6)
}

interface Frouros {
  readonly univariate: readonly Column[]
}

describe('Frouros', () => {
  const golden = elsewhere ? (goldenOf('frouros_batch', elsewhere.expected) as Frouros) : (goldenOf('frouros_batch') as Frouros)
  it.each(golden.univariate.map(one => [one.table, one.column, one] as const))('%s %s', (table, column, one) => {
    const [reference, current] = sidesOf(table, one.split).map(rows => numbers(rows, column)) as [PresetSummary, PresetSummary]
    let checked = 0
    for (const [key, want] of Object.entries(one as Readonly<Record<string, unknown>>)) {
      if (beside.has(key)) continue
      const said = say(['frouros', key.startsWith('PSI{') ? 'PSI20' : key], reference, current)
      const { distance, statistic, p_value } = want as { distance?: Golden; statistic?: number; p_value?: number }
      expectGolden(said.value, distance ?? statistic ?? null)
      if (p_value !== undefined && key === 'CVMTest') expect(said.pValue).toBeCloseTo(p_value, 8)
      else if (p_value !== undefined) expectGolden(said.pValue, p_value, 1e-6)
      checked++
    }
    expect(checked).toBeGreaterThan(14)
  })
})

interface Alibi {
  readonly split: string
  readonly tables: string
  readonly results: readonly Predicted[]
}
interface Predicted {
  readonly call: string
  readonly columns: readonly string[]
  readonly is_drift: number | readonly number[]
  readonly distance: readonly number[]
  readonly p_val: readonly number[]
  readonly threshold: number | readonly number[]
  readonly rows?: string
}

function alibiMethod(call: string): string {
  const side = /alternative='(less|greater)'/.exec(call)?.[1]
  const name = call.startsWith('KS') ? 'ks' : call.startsWith('CVM') ? 'cvm' : call.startsWith('FET') ? 'fet' : 'chi2'
  return side ? `${name}_${side}` : name
}

/** Made of other columns, as the golden's `split` says. */
function derived(rows: readonly Row[], column: string): Row[] {
  const made: Readonly<Record<string, (row: Row) => string>> = {
    male: row => String(Number(row['sex'] === 'Male')),
    felony: row => String(Number(row['c_charge_degree'] === 'F')),
    t2: row => row['target'] ?? '',
  }
  return rows.map(row => ({ ...row, [column]: made[column]?.(row) ?? row[column] ?? '' }))
}

const numeric = /^(mean_|age$|priors_count$|decile_score$)/

describe.each(elsewhere ? ['alibi_breast_cancer_small', 'alibi_compas'] : ['alibi_breast_cancer_small'])('Alibi Detect, %s', name => {
  const golden = goldenOf(name, name.endsWith('compas') ? elsewhere?.expected : undefined) as Alibi
  it.each(golden.results.map(one => [one.call, one] as const))('%s', (call, { columns, rows = '', ...want }) => {
    const most = Number(/first (\d+)/.exec(rows)?.[1] ?? Infinity)
    const sides = sidesOf(golden.tables, golden.split).map(side => side.slice(0, most))
    const known = columns.map(column => {
      const [reference, current] = sides.map(side => (numeric.test(column) ? numbers : categories)(derived(side, column), column)) as [
        PresetSummary,
        PresetSummary,
      ]
      return { name: column, reference, current }
    })
    const tabular = call.startsWith('Tabular')
    const readings = presets.get('alibi')?.readings(known, tabular ? {} : { methods: [alibiMethod(call)] }) ?? []
    for (const [at, reading] of readings.entries()) {
      // It rounds to float32.
      expectGolden(reading.value, want.distance[at] as number, 1e-6)
      expectGolden(reading.pValue, want.p_val[at] as number, 1e-6)
    }
    expect(readings).toHaveLength(columns.length)
    expectVerdicts(call, readings, want)
  })
})

function expectVerdicts(
  call: string,
  readings: readonly { readonly verdict: string; readonly pValue: number | null }[],
  want: Pick<Predicted, 'is_drift'>,
): void {
  const ps = readings.map(({ pValue }) => pValue ?? 1)
  if (Array.isArray(want.is_drift)) expect(ps.map(p => Number(p < 0.05))).toEqual(want.is_drift)
  else if (call.includes("'fdr'")) expect(Number(adjust(ps, 'bh').some(p => p < 0.05))).toBe(want.is_drift)
  else expect(Number(readings.some(({ verdict }) => verdict === 'alarm'))).toBe(want.is_drift)
}

describe.skipIf(elsewhere)('COMPAS', () => {
  it.skip('is skipped: PLIMSOLL_GOLDENS names no folder that holds the table', () => undefined)
})
