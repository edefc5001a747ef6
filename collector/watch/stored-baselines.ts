import type { ModelSchema } from '../../contract/index.ts'
import type { Baseline } from './baseline.ts'
import { keptOf } from './baseline.ts'
import { type BaselineEdit, editedBy } from './edit-baseline.ts'
import { importFresh } from './import-baseline.ts'
import type { Post, TickParts } from './post.ts'
import { relearn } from './relearn.ts'

/** What a person changed in which baseline, and why. */
export interface Edit {
  readonly baseline: Baseline
  readonly edit: BaselineEdit
  readonly reason: string
}

/**
 * Takes an edited baseline into use, under a hash of its own: learned again from what it was learned from, with what people want of its columns now.
 *
 * @throws Failure BAD_REQUEST for a column it does not have, NOT_FOUND when what it was learned from is no longer there
 */
export async function editBaseline(parts: TickParts, post: Post, schema: ModelSchema, { baseline, edit, reason }: Edit): Promise<Baseline> {
  const kept = editedBy(baseline.columns, edit, keptOf(baseline))
  if (baseline.source.kind !== 'import') return relearn(parts, post, baseline, { kept, notes: [], reason })
  const { model, version, source, imported: fitting = [] } = baseline
  return importFresh(parts, post, schema, { model, version, name: source.name, format: source.format, reason, fitting, kept, notes: [] })
}
