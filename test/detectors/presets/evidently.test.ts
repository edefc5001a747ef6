import { describe, expect, it } from 'vitest'
import { presets } from '../../../detectors/presets/index.ts'
import { categories, elsewhere, expectGolden, type Golden, goldenOf, methodOf, numbers, pRelative, type Row, say, tableOf } from './golden-tables.ts'

interface Drift {
  readonly numerical: Readonly<Record<string, Readonly<Record<string, Golden>>>>
  readonly categorical: Drift['numerical']
  readonly default_preset: { readonly metrics: readonly Metric[] }
  readonly drifted_columns: Readonly<Record<string, { readonly count: number; readonly share: number }>>
}
interface Metric {
  readonly value: number | { readonly count: number; readonly share: number }
  readonly config: { readonly column?: string; readonly method?: string }
}
type Sides = readonly [reference: readonly Row[], current: readonly Row[]]

const split = (name: string, reference: (at: number) => boolean, folder?: URL): Sides => {
  const rows = tableOf(name, folder)
  return [rows.filter((_, at) => reference(at)), rows.filter((_, at) => !reference(at))]
}
const loans = (): Sides => [tableOf('car_loan_reference').slice(0, 10_000), tableOf('car_loan_analysis').slice(30_000, 40_000)]

/** Its MMD with shuffles has no twin: a kernel matrix of rows. */
const left = new Set(['empirical_mmd'])
/** SciPy ends its series of the Cramér–von Mises law at a term below 1e-7, so its p is right to some 1e-9 and no better. */
const cutDigits = 8
const shuffled = new Set(['TVD'])

const cases: readonly (readonly [name: string, sides: () => Sides, golden: () => Drift])[] = [
  ['car_loan', loans, () => goldenOf('evidently_car_loan_drift') as Drift],
  ['breast_cancer', () => split('breast_cancer', at => at < 285), () => goldenOf('evidently_breast_cancer_drift') as Drift],
  ['wine', () => split('wine', at => at % 2 === 0), () => goldenOf('evidently_wine_drift') as Drift],
]
const compas: (typeof cases)[number] = [
  'compas',
  () => split('compas', at => at < 3000, elsewhere?.data),
  () => goldenOf('evidently_compas_drift', elsewhere?.expected) as Drift,
]

const methodNames: Readonly<Record<string, string>> = {
  'Wasserstein distance (normed)': 'wasserstein',
  'Jensen-Shannon distance': 'jensenshannon',
  'K-S p_value': 'ks',
  'chi-square p_value': 'chisquare',
  'Z-test p_value': 'z',
}

function everyScore(golden: Drift, sides: Sides): void {
  let checked = 0
  for (const kind of ['numerical', 'categorical'] as const) {
    const summary = kind === 'numerical' ? numbers : categories
    for (const [column, methods] of Object.entries(golden[kind])) {
      for (const [method, want] of Object.entries(methods)) {
        if (left.has(method)) continue
        const said = say(['evidently', method], summary(sides[0], column), summary(sides[1], column))
        if (method === 'cramer_von_mises') expect(said.value).toBeCloseTo(want as number, cutDigits)
        else if (shuffled.has(method)) expect(Math.abs((said.value ?? Number.NaN) - (want as number))).toBeLessThan(0.03)
        else expectGolden(said.value, want, methodOf('evidently', method).unit === 'p' ? pRelative(want) : 1e-9)
        checked++
      }
    }
  }
  expect(checked).toBeGreaterThan(40)
}

/** The preset as the tool runs it: methods, scores, and how many columns drift. Its text column is no column of ours. */
function wholePreset(golden: Drift, sides: Sides): void {
  const [count, ...metrics] = golden.default_preset.metrics
  const want = count?.value as { readonly count: number }
  const told = metrics.filter(({ config }) => !config.method?.includes('text'))
  const columns = told.map(({ config: { column = '' } }) => {
    const summary = column in golden.categorical ? categories : numbers
    return { name: column, reference: summary(sides[0], column), current: summary(sides[1], column) }
  })
  const readings = presets.get('evidently')?.readings(columns) ?? []
  for (const { config, value } of told) {
    const reading = readings.find(({ subject }) => subject === config.column)
    expect(reading?.detector).toBe(`evidently/${methodNames[config.method ?? '']}`)
    expectGolden(reading?.value, value as number, 1e-6)
  }
  const table = readings.find(({ subject }) => subject === '*')
  const drifted = readings.filter(({ subject, verdict }) => subject !== '*' && verdict === 'alarm').length
  const text = told.length < metrics.length ? 1 : 0
  expect(table?.notes).toEqual([`${drifted} of ${told.length} columns`])
  // Whether its text column drifted is its own affair; it is one of the columns that it counts.
  expect([want.count, want.count - text]).toContain(drifted)
}

describe.each(elsewhere ? [...cases, compas] : cases)('Evidently on %s', (_, sides, golden) => {
  it('scores every column by every method', () => everyScore(golden(), sides()))
  it('takes the methods of its preset, and drifts as many columns', () => wholePreset(golden(), sides()))
})

describe.skipIf(elsewhere)('Evidently on COMPAS', () => {
  it.skip('is skipped: PLIMSOLL_GOLDENS names no folder that holds the table', () => undefined)
})

interface Equal {
  readonly columns: readonly (Readonly<Record<string, Golden>> & { readonly tables: string; readonly split: string; readonly column: string })[]
}

describe('Evidently on sides of equal rows', () => {
  const golden = elsewhere ? (goldenOf('evidently_equal_sizes', elsewhere.expected) as Equal) : (goldenOf('evidently_equal_sizes') as Equal)
  it.each(golden.columns.map(one => [one.tables, one.column, one] as const))('%s %s', (table, column, one) => {
    const [a, b, c, d] = (one.split.match(/\d+/g) ?? []).map(Number) as [number, number, number, number]
    const all = tableOf(table, table === 'compas' ? elsewhere?.data : undefined)
    const { tables, split: rows, column: name, ...methods } = one
    expect([tables, rows, name]).toEqual([table, one.split, column])
    for (const [method, want] of Object.entries(methods)) {
      const said = say(['evidently', method], categories(all.slice(a, b + 1), column), categories(all.slice(c, d + 1), column))
      expectGolden(said.value, want, pRelative(want))
    }
  })
})
