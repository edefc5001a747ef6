import { type Static, Type } from 'typebox'
import { type ModelDeclaration, type ModelSchema, nearest } from '../../contract/index.ts'

export const MissingOutput = Type.Object({
  name: Type.String({ description: 'As it is declared' }),
  role: Type.Enum(['score', 'class'], { description: 'What it is declared to be' }),
  reason: Type.String({ description: 'What came instead, and what the role was given to' }),
})

/**
 * Declared outputs of which no row of a version has ever held a value: what is judged of them is not judged, or of another column. An output that
 * came and stays away is none of these; `quality/missing` says so.
 */
export function missingOutputs(declaration: ModelDeclaration, { columns }: Pick<ModelSchema, 'columns'>): Static<typeof MissingOutput>[] {
  return (['score', 'class'] as const).flatMap(role => {
    const name = declaration[role]
    if (name === undefined || columns.some(column => column.side === 'output' && column.name === name && !column.pending)) return []
    return [{ name, role, reason: [insteadOf(name, columns), ...takenFor(role, name, columns)].join('; ') }]
  })
}

function insteadOf(name: string, columns: ModelSchema['columns']): string {
  const same = columns.find(column => column.name === name)
  if (same)
    return same.side === 'output' ? 'it came, and never with a value' : `it came as ${same.side === 'input' ? 'an input' : 'a segment'}, not as an output`
  const outputs = columns.filter(column => column.side === 'output').map(column => column.name)
  if (outputs.length === 0) return 'no outputs have come'
  const near = nearest(name, outputs)
  return near === undefined ? 'no output of that name has come' : `no output of that name has come; did you mean ${near}?`
}

const takenFor = (role: 'score' | 'class', name: string, columns: ModelSchema['columns']): string[] =>
  columns.filter(column => column.role === role && column.name !== name).map(column => `${column.name} is taken for the ${role}`)
