import { Type } from 'typebox'
import { defineDetector, nearest, type SchemaSummary } from '../../contract/index.ts'
import { listed, quoted } from '../cells/listed.ts'
import { measured } from '../cells/measured.ts'

type Columns = SchemaSummary['columns']

const namesOf = (columns: Columns): string[] => columns.map(({ name }) => name)
const lacking = (columns: Columns, others: Columns): Columns => {
  const known = new Set(namesOf(others))
  return columns.filter(({ name }) => !known.has(name))
}

/** A column with another type; notes say both. */
function retypedOf(before: Columns, after: Columns): string[] {
  const types = new Map(after.map(({ name, type }) => [name, type]))
  return before.flatMap(({ name, type }) => {
    const now = types.get(name)
    return now === undefined || now === type ? [] : [`${quoted(name)} (${type}, now ${now})`]
  })
}

/** Names of a side that are held against those of the other, letter by letter; a note lists fewer. */
const comparedMax = 100

/** A missing column whose name one extra column of its type nearly has. Each is taken once. */
function renamedOf(missing: Columns, extra: Columns): string[] {
  const free = new Map(extra.slice(0, comparedMax).map(({ name, type }) => [name, type]))
  return missing.slice(0, comparedMax).flatMap(({ name, type }) => {
    const near = nearest(
      name,
      [...free.keys()].filter(other => free.get(other) === type),
    )
    if (near === undefined) return []
    free.delete(near)
    return [`${quoted(name)} → ${quoted(near)}`]
  })
}

/** Columns that both have, in another order. */
function isReordered(before: Columns, after: Columns): boolean {
  const [known, now] = [new Set(namesOf(before)), new Set(namesOf(after))]
  const order = namesOf(after).filter(name => known.has(name))
  return namesOf(before)
    .filter(name => now.has(name))
    .some((name, at) => name !== order[at])
}

/**
 * Columns that are missing, extra, or of another type.
 *
 *   schema = missing + extra + retyped
 *
 * A column that was renamed is one missing and one extra; where their types are the same and their names near (edit distance up to a third),
 * a note says so. Case matters. Order matters only where values come by position (`positional`): then another order counts once. Nothing is learned: any change is one.
 * Unit: columns. Shown, does not decide.
 * Source: the missing and extra column checks of Amazon SageMaker Model Monitor.
 */
export default defineDetector({
  name: 'quality/schema',
  summary: 'Number of columns that are missing, extra or of another type',
  reads: ['schema'],
  roles: [],
  unit: '1',
  settings: Type.Object(
    { positional: Type.Boolean({ default: false, description: 'Values come by position, so that another order of the columns is a change' }) },
    { additionalProperties: false },
  ),
  read(baseline, window, { positional }) {
    const sizes = { n: window.n, nEff: window.n, baselineN: baseline.n }
    if (window.n === 0 || baseline.n === 0) return measured(sizes, {})
    const missing = lacking(baseline.columns, window.columns)
    const extra = lacking(window.columns, baseline.columns)
    const retyped = retypedOf(baseline.columns, window.columns)
    const reordered = isReordered(baseline.columns, window.columns)
    const value = missing.length + extra.length + retyped.length + (positional && reordered ? 1 : 0)
    const notes = [
      ...listed('missing', namesOf(missing).map(quoted)),
      ...listed('extra', namesOf(extra).map(quoted)),
      ...listed('perhaps renamed', renamedOf(missing, extra)),
      ...listed('retyped', retyped),
      ...(reordered ? ['in another order'] : []),
    ]
    return measured(sizes, { value, low: value, high: value, notes })
  },
})
