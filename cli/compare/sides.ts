import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { columnTypes, type Engine, type FileColumn, loadFile, openFile, openStore, StoreSettings } from '../../collector/store/store.ts'
import type { Column, ColumnType, Summary } from '../../contract/index.ts'
import { defaults, Failure } from '../../contract/index.ts'
import { type CategoryRowsLine, categoryOfRows, categoryRows, type NumericRowsLine, numericOfRows, numericRows } from '../../detectors/summaries/rows-select.ts'

/** What both files hold of one column. */
export interface ComparedColumn {
  readonly name: string
  readonly type: ColumnType
  readonly reference: Summary
  readonly current: Summary
}

export interface Compared {
  readonly reference: { readonly rows: number }
  readonly current: { readonly rows: number }
  readonly columns: readonly ComparedColumn[]
  readonly notes: readonly string[]
}

export interface CompareFiles {
  readonly reference: string
  readonly current: string
  /** Columns to look at; null for all that either file has. */
  readonly only: readonly string[] | null
  readonly types: ReadonlyMap<string, ColumnType | 'ignore'>
}

/** Summarises both files column by column, exactly, in an engine of their own that is gone afterwards. @throws Failure BAD_REQUEST */
export async function readSides(files: CompareFiles): Promise<Compared> {
  const data = await mkdtemp(join(tmpdir(), 'plimsoll-compare-'))
  try {
    const engine = await openStore({ ...defaults(StoreSettings), data, readMemoryBytesMax: 2 ** 31 }, Date.now)
    try {
      return await summarise(engine, files)
    } finally {
      await engine.close()
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

async function summarise(engine: Engine, files: CompareFiles): Promise<Compared> {
  const [reference, current] = [await openFile(engine, files.reference), await openFile(engine, files.current)]
  const [before, after] = [await columnTypes(engine, reference), await columnTypes(engine, current)]
  refuseUnknown([...before, ...after], files)
  const columns = planColumns(before, after, files)
  if (columns.length === 0) throw new Failure('BAD_REQUEST', 'no column is left to compare; the files share none of those asked for')
  const plain = columns.map(({ name, physical, type }) => ({ name, physical, type }))
  const rows = {
    reference: await loadFile(engine, reference, { into: 'reference_rows', columns: plain, time: null }),
    current: await loadFile(engine, current, { into: 'current_rows', columns: plain, time: null }),
  }
  const [left, right] = [await readTable(engine, 'reference_rows', columns), await readTable(engine, 'current_rows', columns)]
  return {
    reference: { rows: rows.reference },
    current: { rows: rows.current },
    columns: columns.flatMap(column => {
      const [a, b] = [left.get(column.physical), right.get(column.physical)]
      return a && b ? [{ name: column.name, type: column.type, reference: a, current: b }] : []
    }),
    notes: schemaNotes(before, after),
  }
}

/** Types are the reference's, unless told otherwise; a column that only one file has is compared with nothing and so shows as missing. */
function planColumns(before: readonly FileColumn[], after: readonly FileColumn[], { only, types }: CompareFiles): Column[] {
  const known = new Set(before.map(({ name }) => name))
  const all = [...before, ...after.filter(({ name }) => !known.has(name))]
  const wanted = all.filter(({ name }) => (only === null || only.includes(name)) && types.get(name) !== 'ignore')
  return wanted.map(({ name, type, reason }, index) => {
    const told = types.get(name)
    const chosen = told === 'numeric' || told === 'category' ? told : type
    return {
      name,
      physical: `${chosen === 'numeric' ? 'f' : 'c'}_${index + 1}`,
      type: chosen,
      side: 'input',
      role: 'feature',
      reason: told ? 'told' : reason,
      segment: false,
    }
  })
}

/** @throws Failure CONFIG for a name that neither file has: a typing error must not look like a clean bill of health */
function refuseUnknown(columns: readonly FileColumn[], { only, types }: CompareFiles): void {
  const known = new Set(columns.map(({ name }) => name))
  const unknown = [...(only ?? []), ...types.keys()].find(name => !known.has(name))
  if (unknown !== undefined) throw new Failure('CONFIG', `neither file has a column ${unknown}; there is: ${[...known].join(', ')}`)
}

const missingIn = (one: readonly FileColumn[], other: readonly FileColumn[]): string[] =>
  one.filter(({ name }) => !other.some(known => known.name === name)).map(({ name }) => name)

const schemaNotes = (before: readonly FileColumn[], after: readonly FileColumn[]): string[] => [
  ...missingIn(before, after).map(name => `column ${name} is missing in the current file`),
  ...missingIn(after, before).map(name => `column ${name} is new in the current file`),
]

async function readTable(engine: Engine, table: string, columns: readonly Column[]): Promise<Map<string, Summary>> {
  const request = { table, columns, weighted: false, span: null, segment: null }
  const summaries = new Map<string, Summary>()
  if (columns.some(({ type }) => type === 'numeric')) {
    const { sql, params } = numericRows(request)
    for (const line of await engine.read<NumericRowsLine>(sql, params)) summaries.set(line.col, numericOfRows(line))
  }
  if (columns.some(({ type }) => type === 'category')) {
    const { sql, params } = categoryRows(request)
    for (const line of await engine.read<CategoryRowsLine>(sql, params)) summaries.set(line.col, categoryOfRows(line))
  }
  return summaries
}
