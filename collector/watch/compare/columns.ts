import type { Detector, Reading, SchemaSummary } from '../../../contract/index.ts'
import { columnsReading } from '../../../detectors/calibration/columns.ts'
import { listed, quoted } from '../../../detectors/cells/listed.ts'
import type { Baseline } from '../baseline.ts'
import type { WatchedSeries } from '../watched.ts'
import type { Side } from './sides.ts'

type Columns = SchemaSummary['columns']

export interface Sides {
  readonly current: Side
  readonly reference: Side
  /** Where it is the reference. */
  readonly baseline: Baseline | null
}

/** Columns that a baseline was learned with, of those that are asked for. */
export const baselineTypes = ({ columns }: Baseline, only: readonly string[] | undefined): Columns =>
  columns.filter(({ name }) => only?.includes(name) ?? true).map(({ name, type }) => ({ name, type }))

/** Does a side have a column of this type? Its values may not be known: of an import, perhaps only what deciding detectors count. */
export const isOfType = ({ columns }: Side, subject: string, kind: string): boolean => columns.some(({ name, type }) => name === subject && type === kind)

/**
 * The columns of both sides, held against each other; null where a side has no rows: no column can be said to be gone with them.
 * A file that a baseline was learned from need not hold every column of the model: what it lacks is not new.
 */
export function sidesReading({ current, reference, baseline }: Sides, segment: string, detector: Detector | undefined): Reading | null {
  if (!detector || current.rows === 0 || reference.rows === 0) return null
  const lacking = new Set(unfiled({ current, reference, baseline }))
  const columns = current.columns.filter(({ name }) => !lacking.has(name))
  return { ...columnsReading(summaryOf(reference.rows, reference.columns), summaryOf(current.rows, columns), detector), segment }
}

/** Panes know no order of columns. */
const summaryOf = (n: number, columns: Columns): SchemaSummary => ({ kind: 'schema', n, columns: columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)) })

/** Columns of the window that the file of the baseline does not hold. */
function unfiled({ current, reference, baseline }: Sides): string[] {
  if (baseline?.source.kind !== 'file') return []
  const known = new Set(reference.columns.map(({ name }) => name))
  return current.columns.map(({ name }) => name).filter(name => !known.has(name))
}

/** Columns that are not compared, or not by every detector, because the reference has no values of them. */
export function untoldNotes(sides: Sides, series: ReadonlyMap<string, WatchedSeries>): string[] {
  const { current, reference } = sides
  if (current.rows === 0 || reference.rows === 0) return []
  const untold = current.columns.filter(({ name, type }) => !reference.subjects.has(name) && isOfType(reference, name, type)).map(({ name }) => name)
  const counted = new Set(series.values().map(one => one.series.subject))
  const [some, none] = [untold.filter(name => counted.has(name)), untold.filter(name => !counted.has(name))]
  return [
    ...listed('not in the file that the baseline was learned from, so not compared', unfiled(sides).map(quoted)),
    ...listed('of these the baseline has counts but no values, so only detectors that decide compare them', some.map(quoted)),
    ...listed('of these the baseline knows nothing, so they are not compared', none.map(quoted)),
  ]
}
