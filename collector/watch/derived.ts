import type { ColumnContent, ModelSchema } from '../../contract/index.ts'
import { derivations } from '../../detectors/summaries/derivations.ts'
import { type Derived, derivable } from '../../detectors/summaries/derived-columns.ts'
import { type Engine, type RowSpan, rowContents } from '../store/store.ts'

/** What people said that a column holds; undefined where it is to be found out. */
export type Said = (column: string) => ColumnContent | undefined

/** Columns of texts and vectors, as people said or as their rows look, with all that is said of such. */
export async function learnDerived(engine: Engine, schema: ModelSchema, rows: RowSpan, said: Said): Promise<Derived> {
  const columns = schema.columns.filter(derivable)
  const open = columns.filter(({ name }) => said(name) === undefined)
  const found = await rowContents(engine, rows, open)
  return columns.flatMap(({ name, physical }) => {
    const content = said(name) ?? found.get(physical)?.content
    return [...derivations.values()].filter(({ of }) => of === content).map(derivation => [name, derivation.name] as const)
  })
}
