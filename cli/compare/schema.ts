import type { Detector, Reading } from '../../contract/index.ts'
import { detectorNames } from '../../contract/index.ts'
import { columnsReading } from '../../detectors/calibration/columns.ts'
import type { Compared } from './sides.ts'

/** The detector that holds the columns themselves against each other. */
export const schemaName = detectorNames.schema

/** Columns that only one file has. */
export interface Strangers {
  readonly missing: readonly string[]
  readonly added: readonly string[]
}

export function strangersOf({ plan: { before, after } }: Compared): Strangers {
  const [known, now] = [new Set(before.map(({ name }) => name)), new Set(after.map(({ name }) => name))]
  return {
    missing: before.filter(({ name }) => !now.has(name)).map(({ name }) => name),
    added: after.filter(({ name }) => !known.has(name)).map(({ name }) => name),
  }
}

/**
 * The reading on the columns of both files. Columns of a file without rows are only names, so that their types are not held against anything. How the files were read stands in its notes.
 */
export function schemaReading(compared: Compared, detector: Detector): Reading {
  const { reference, current, plan, notes } = compared
  const types = new Map(plan.before.map(({ name, type }) => [name, type]))
  const after = current.rows > 0 ? plan.after : plan.after.map(column => ({ ...column, type: types.get(column.name) ?? column.type }))
  const columnsOf = (columns: Compared['plan']['before']) => columns.map(({ name, type }) => ({ name, type }))
  const reading = columnsReading(
    { kind: 'schema', n: reference.rows, columns: columnsOf(plan.before) },
    { kind: 'schema', n: Math.max(1, current.rows), columns: columnsOf(after) },
    detector,
  )
  return { ...reading, n: current.rows, nEff: current.rows, notes: [...reading.notes, ...notes] }
}
