import { Failure } from '../contract/index.ts'
import { fieldOf, isObject } from './json-text.ts'
import { checkSize } from './size.ts'
import type { Columns } from './tensors.ts'

/** The keys and indexes that a JSON pointer (RFC 6901) goes through. */
export const pointerSteps = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The value that a JSON pointer names; undefined when there is none. */
export const readPointer = (value: unknown, pointer: string): unknown =>
  pointerSteps(pointer).reduce<unknown>(
    (inner, step) => (Array.isArray(inner) && /^(0|[1-9]\d{0,8})$/.test(step) ? inner[Number(step)] : fieldOf(inner, step)),
    value,
  )

/** What columns are called where rows do not say it: by position, else `fallback`, or fallback-0, fallback-1, … */
export interface Naming {
  readonly fallback: string
  readonly names: readonly string[]
}

/**
 * Turns rows (objects, arrays or scalars; one object alone is one row) into columns. A key that a row lacks is null there.
 *
 * @throws Failure BAD_REQUEST when there are no rows at all, TOO_LARGE over the bounds of `checkSize`
 */
export function columnsOfRows(found: unknown, naming: Naming): Columns {
  const rows = isObject(found) ? [found] : found
  if (!Array.isArray(rows)) throw new Failure('BAD_REQUEST', 'There are no rows where the mapping says.')
  checkSize(rows.length, 0)
  const columns = new Map<string, unknown[]>()
  for (const [index, row] of rows.entries()) {
    for (const [name, value] of cellsOf(row, naming)) cell(columns, name, rows.length)[index] = value
  }
  return { rows: rows.length, columns, sources: new Map([...columns.keys()].filter(isPlaceOf(naming.fallback)).map(name => [name, naming.fallback])) }
}

const isPlaceOf =
  (whole: string) =>
  (name: string): boolean =>
    name.startsWith(`${whole}-`) && /^\d+$/.test(name.slice(whole.length + 1))

function cell(columns: Map<string, unknown[]>, name: string, rows: number): unknown[] {
  const known = columns.get(name)
  if (known) return known
  // Before it is made: each column is as long as all rows, however few have the key.
  checkSize(rows, columns.size + 1)
  const fresh = Array.from({ length: rows }, () => null)
  columns.set(name, fresh)
  return fresh
}

function cellsOf(row: unknown, { fallback, names }: Naming): [string, unknown][] {
  if (isObject(row)) return Object.entries(row)
  if (Array.isArray(row)) return row.map((value: unknown, index) => [names[index] ?? `${fallback}-${index}`, value])
  return [[names[0] ?? fallback, row]]
}
