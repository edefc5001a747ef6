import type { ColumnContent, ModelSchema } from '../../contract/index.ts'
import { derivations } from '../../detectors/summaries/derivations.ts'
import { type Derived, derivable } from '../../detectors/summaries/derived-columns.ts'
import { type Engine, learnNumbers, type RowSpan, rowContents } from '../store/store.ts'

/** What people said that a column holds; undefined where it is to be found out. */
export type Said = (column: string) => ColumnContent | undefined

/** Columns of texts and vectors, as people said or as their rows look, with all that is said of such and what that learns of the rows. */
export async function learnDerived(engine: Engine, schema: ModelSchema, rows: RowSpan, said: Said): Promise<Derived> {
  const columns = schema.columns.filter(derivable)
  const open = columns.filter(({ name }) => said(name) === undefined)
  const found = await rowContents(engine, rows, open)
  const derived: Derived[number][] = []
  for (const { name, physical } of columns) {
    const content = said(name) ?? found.get(physical)?.content
    for (const derivation of derivations.values()) {
      if (derivation.of !== content) continue
      const learned = derivation.learn && (await learnNumbers(engine, rows, physical, derivation.learn))
      // Where there was nothing to learn from, as among vectors that are all zero, it can say nothing.
      if (learned?.length !== 0) derived.push(learned ? [name, derivation.name, learned] : [name, derivation.name])
    }
  }
  return derived
}
