import type { Column, Summary } from '../../contract/index.ts'
import { type Engine, type NumericProfile, profileNumbers, quantileShares, type RowSpan, topTexts } from '../store/store.ts'
import type { ColumnProfile } from './baseline.ts'
import type { Fact } from './facts.ts'
import { categoryColumns, type GridPlan, numericColumns, summarised } from './grid.ts'
import type { Source } from './source.ts'

const valuesShown = 20

/** What people read of a baseline: from its rows, and from their summaries as one slice. */
export async function profileColumns(
  engine: Engine,
  { schema, plan }: Pick<Source, 'schema' | 'plan'>,
  rows: RowSpan,
  totals: readonly Fact[],
): Promise<ColumnProfile[]> {
  const numbers = await profileNumbers(engine, rows, numericColumns(schema))
  const texts = await topTexts(engine, rows, categoryColumns(schema), { valuesMax: valuesShown })
  const summaries = new Map(totals.filter(fact => fact.segment === '').map(fact => [fact.subject, fact.summary]))
  return summarised(schema).map(column => {
    const summary = summaries.get(column.name)
    const common = { name: column.name, type: column.type, role: column.role, ...countsOf(summary) }
    return column.type === 'numeric'
      ? { ...common, numeric: numericOf(column, plan, numbers.get(column.physical)) }
      : { ...common, category: { distinct: summary?.kind === 'category' ? summary.distinct : 0, top: texts.get(column.physical) ?? [] } }
  })
}

const countsOf = (summary: Summary | undefined): Pick<ColumnProfile, 'rows' | 'missing' | 'wrong'> =>
  summary?.kind === 'numeric' || summary?.kind === 'category'
    ? { rows: summary.n, missing: summary.nulls, wrong: summary.bad }
    : { rows: 0, missing: 0, wrong: 0 }

function numericOf({ name }: Column, plan: GridPlan, profile: NumericProfile | undefined): NonNullable<ColumnProfile['numeric']> {
  const [, center = 0, scale = 1] = plan.numbers.find(([column]) => column === name) ?? []
  const { mean = null, deviation = null, lo = null, hi = null, quantiles = [] } = profile ?? {}
  return { center, scale, mean, deviation, lo, hi, quantiles: Object.fromEntries(quantileShares.map((share, at) => [String(share), quantiles[at] ?? null])) }
}
