import type { Column, ModelDeclaration, Summary } from '../../contract/index.ts'
import { absentText } from '../../detectors/summaries/absent.ts'
import { derivations } from '../../detectors/summaries/derivations.ts'
import {
  declaredContent,
  type Engine,
  type InferredContent,
  type NumericProfile,
  profileNumbers,
  quantileShares,
  type RowSpan,
  rowContents,
  topTexts,
} from '../store/store.ts'
import type { ColumnProfile } from './baseline.ts'
import type { Fact } from './facts.ts'
import { categoryColumns, type GridPlan, numericColumns, summarised } from './grid.ts'
import type { Source } from './source.ts'

type ContentProfile = Pick<Counted, 'content' | 'contentOrigin' | 'reason' | 'derived'>

const valuesShown = 20
const absent = new Set<string>(Object.values(absentText))

/** What was counted of a column, before anybody says what is wanted of it. */
export type Counted = Omit<ColumnProfile, 'constraints'>

/** What people read of a baseline: from its rows, and from their summaries as one slice. */
export async function profileColumns(
  engine: Engine,
  { schema, plan, declaration }: Pick<Source, 'schema' | 'plan'> & { readonly declaration: ModelDeclaration },
  rows: RowSpan,
  totals: readonly Fact[],
): Promise<Counted[]> {
  const numbers = await profileNumbers(engine, rows, numericColumns(schema))
  const categories = categoryColumns(schema).filter(column => !isPresence(column))
  const texts = await topTexts(engine, rows, categories, { valuesMax: valuesShown + absent.size })
  const stored = summarised(schema).filter(column => column.derived === undefined)
  const contents = await rowContents(engine, rows, stored)
  const summaries = new Map(totals.filter(fact => fact.segment === '').map(fact => [fact.subject, fact.summary]))
  return summarised(schema).map(column => {
    const summary = summaries.get(column.name)
    const common = {
      name: column.name,
      type: column.type,
      role: column.role,
      ...contentOf(column, declaration, contents.get(column.physical)),
      ...countsOf(summary),
    }
    if (column.type === 'numeric') return { ...common, numeric: numericOf(column, plan, numbers.get(column.physical)) }
    return isPresence(column)
      ? common
      : { ...common, category: { distinct: summary?.kind === 'category' ? summary.distinct : 0, top: shown(texts.get(column.physical)) } }
  })
}

const shown = (texts: readonly (readonly [string, number])[] = []) => texts.filter(([text]) => !absent.has(text)).slice(0, valuesShown)

/** Its panes say only whether a value is there. */
const isPresence = ({ sql, derived }: Column): boolean => sql !== undefined && derived === undefined

function contentOf(column: Column, declaration: ModelDeclaration, found: InferredContent | undefined): ContentProfile {
  const { name, derived, reason } = column
  const derivation = derived && derivations.get(derived.as)
  if (derived && derivation) return { content: derivation.content, contentOrigin: 'inferred', reason, derived }
  const said = declaredContent(name, declaration)
  if (said) return { content: said, contentOrigin: 'declared', reason: 'declared' }
  return { content: found?.content ?? 'categorical', contentOrigin: 'inferred', reason: found?.reason ?? '' }
}

/** Derived columns of what is no longer meant to be a text or a vector are not judged, though their panes are there. */
export function silenced(columns: readonly ColumnProfile[]): readonly ColumnProfile[] {
  const contents = new Map(columns.map(({ name, content }) => [name, content]))
  return columns.map(column => {
    const { derived, contentOrigin } = column
    const derivation = derived && derivations.get(derived.as)
    if (!derivation || contentOrigin !== 'inferred') return column
    return { ...column, content: contents.get(derived.from) === derivation.of ? derivation.content : 'ignore' }
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
