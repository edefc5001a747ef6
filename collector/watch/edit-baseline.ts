import { isDeepStrictEqual } from 'node:util'
import { type Static, Type } from 'typebox'
import { columnContents, Failure, limits } from '../../contract/index.ts'
import type { ColumnProfile, Kept, KeptColumn } from './baseline.ts'
import { type ConstraintKind, Constraints, constraintKinds } from './constraints.ts'

/** Of a baseline what a person may change: what a column holds, and what is wanted of it. All else of the document is ignored. */
export const BaselineEdit = Type.Object({
  columns: Type.Array(
    Type.Object({
      name: Type.String({ minLength: 1, maxLength: limits.nameCharactersMax, description: 'Column' }),
      content: Type.Optional(Type.Enum([...columnContents], { description: 'What it holds' })),
      constraints: Type.Optional(Constraints),
    }),
    { maxItems: limits.columnsMax, description: 'Columns; one that is left out stays as it is' },
  ),
})
export type BaselineEdit = Static<typeof BaselineEdit>

/**
 * What is kept of a baseline after a person has edited its document: a constraint that is not as it was is theirs, one that is gone or null is not
 * wanted any more, and one that is left as it was keeps its origin.
 *
 * @throws Failure BAD_REQUEST for a column that the baseline does not have, or a range whose ends are the wrong way round
 */
export function editedBy(columns: readonly ColumnProfile[], edit: BaselineEdit, before: Kept): Kept {
  const known = new Map(columns.map(column => [column.name, column]))
  const kept = new Map(before)
  for (const { name, content, constraints } of edit.columns) {
    const column = known.get(name)
    if (!column) throw new Failure('BAD_REQUEST', `The baseline has no column ${name}; it has ${[...known.keys()].join(', ')}`)
    const said =
      content === undefined || content === column.content ? before.get(name)?.said : { content, contentOrigin: 'edited' as const, reason: 'edited by hand' }
    kept.set(name, { ...(said ? { said } : {}), constraints: constraints ? editedConstraints(column, constraints) : (before.get(name)?.constraints ?? {}) })
  }
  return kept
}

function editedConstraints({ name, constraints: stored }: ColumnProfile, edited: Constraints): KeptColumn['constraints'] {
  const { range } = edited
  if (range && range.minimum !== null && range.maximum !== null && range.minimum > range.maximum)
    throw new Failure('BAD_REQUEST', `columns.${name}.constraints.range: minimum ${range.minimum} is above maximum ${range.maximum}`)
  const entries = constraintKinds.flatMap(kind => editedConstraint(kind, stored, edited))
  return Object.fromEntries(entries)
}

function editedConstraint(kind: ConstraintKind, stored: Constraints, edited: Constraints): [ConstraintKind, unknown][] {
  const [was, is] = [stored[kind], edited[kind]]
  if (is === undefined || is === null) return was === undefined ? [] : [[kind, null]]
  if (was && isDeepStrictEqual({ ...was, origin: '' }, { ...is, origin: '' }))
    return was.origin === 'suggested' && is.origin !== 'edited' ? [] : [[kind, { ...was, origin: is.origin }]]
  return [[kind, { ...is, origin: is.origin === 'imported' ? is.origin : 'edited' }]]
}
