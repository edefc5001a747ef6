import type { Column } from '../../contract/index.ts'
import { derivations } from '../../detectors/summaries/derivations.ts'
import { deriveColumns } from '../../detectors/summaries/derived-columns.ts'
import { listed, type Plan, type PlannedColumn } from './plan.ts'

/** What a column holds, where that is texts or vectors. */
type ContentOf = (column: string) => 'text' | 'embedding' | undefined

/** The columns with those that are worked out of texts and vectors behind them, and a note that says so. */
export function widened(columns: readonly PlannedColumn[], contentOf: ContentOf): { readonly columns: PlannedColumn[]; readonly notes: string[] } {
  const wanted = columns.filter(({ presenceOnly }) => presenceOnly).flatMap(column => derivedOf(column, contentOf(column.name)))
  const wide = deriveColumns(columns, wanted)
  return { columns: [...wide.columns, ...wide.added.map(column => ({ ...column, presenceOnly: false }))], notes: noteOf(wide.added) }
}

const derivedOf = ({ name }: PlannedColumn, content: string | undefined) =>
  [...derivations.values()].filter(({ of, learn }) => of === content && learn === undefined).map(derivation => [name, derivation.name] as const)

/** What is to be loaded for some columns: themselves, or what they are worked out of. */
export function storedOf(part: readonly PlannedColumn[], { columns }: Pick<Plan, 'columns'>): PlannedColumn[] {
  const names = new Set(part.map(({ name, derived }) => derived?.from ?? name))
  return columns.filter(({ name, derived }) => derived === undefined && names.has(name))
}

function noteOf(added: readonly Column[]): string[] {
  const byParent = Map.groupBy(added, ({ derived }) => derived?.from ?? '')
  if (byParent.size === 0) return []
  const said = Array.from(byParent, ([name, own]) => `${name} (${own.map(({ derived }) => derived?.as ?? '').join(', ')})`)
  return [`judged by what is said of each value: ${listed(said)}`]
}
