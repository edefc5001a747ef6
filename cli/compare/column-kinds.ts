import type { Reading } from '../../contract/index.ts'
import runs from '../../detectors/summaries/from-rows/runs.ts'
import type { Judging } from './budget.ts'
import { type LoadedTables, placed } from './loaded-tables.ts'
import type { Named } from './named.ts'
import { pairedColumns } from './pairs.ts'
import { isStored } from './plan.ts'
import type { Subject } from './readings.ts'
import { readingsOver, readKind, unweighted } from './row-kinds.ts'

/** Of each column, by its name. */
interface ColumnKinds {
  readonly readings: ReadonlyMap<string, readonly Reading[]>
  readonly notes: readonly string[]
}

/** What takes rows in pairs or in their order: of each column its values beside those of the same entity, and its runs. */
export async function readColumnKinds(tables: LoadedTables, { pair, time }: Named, judging: Judging): Promise<ColumnKinds> {
  // Of identifiers and dates only presence was loaded.
  const judged = { ...tables, columns: tables.columns.filter(isStored) }
  const reads = (kind: 'pairs' | 'runs'): boolean => judging.detectors.some(one => one.reads.includes(kind))
  const subjects = [
    ...(pair !== null && reads('pairs') ? await pairedColumns(judged, pair) : []),
    ...(time !== null && reads('runs') ? await columnRuns(judged) : []),
  ]
  const roles = new Map(judged.columns.map(({ name, role }) => [name, role]))
  const found = subjects.map(subject => ({ subject, readings: readingsOver(subject, judging, roles.get(subject.name)) }))
  const readings = found.flatMap(one => (tables.weighted ? one.readings.map(unweighted) : one.readings))
  return { readings: Map.groupBy(readings, ({ subject }) => subject), notes: found.flatMap(({ subject, readings }) => stuckNotes(subject, readings)) }
}

/** Longer than a run is wont to be: so many times the longest of the reference. A column that follows the clock has long runs there too. */
const longFactor = 1.5

function stuckNotes({ name, reference, current }: Subject, readings: readonly Reading[]): string[] {
  if (reference.kind !== 'runs' || current.kind !== 'runs' || readings.every(({ verdict }) => verdict !== 'alarm')) return []
  if (current.longest <= longFactor * reference.longest) return []
  const what = `${current.longest} rows of ${JSON.stringify(current.value.slice(0, 40))} in a row`
  return [`column ${name} was stuck: ${what}, at most ${reference.longest} of one value in the reference`]
}

/** How long one value came again and again, in the order of the time. */
async function columnRuns(tables: LoadedTables): Promise<Subject[]> {
  const read = (table: string) => readKind(tables, runs, { plan: {}, table: placed(table) })
  const [before, after] = [await read(tables.reference), await read(tables.current)]
  return tables.columns.flatMap(({ name, physical }) => {
    const [reference, current] = [before.get(physical), after.get(physical)]
    return reference && current ? [{ name, segment: '', reference, current }] : []
  })
}
