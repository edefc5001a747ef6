import { type Engine, type FileLoad, loadFile, openScratch, StoreSettings } from '../../collector/store/store.ts'
import type { Column, ColumnType, DerivedFrom, Summary } from '../../contract/index.ts'
import { defaults, Failure } from '../../contract/index.ts'
import { categoryFromArray } from '../../detectors/summaries/category.ts'
import { numericFromArray } from '../../detectors/summaries/numeric.ts'
import { type CategoryRowsLine, categoryOfRows, categoryRows, numericOfRows } from '../../detectors/summaries/rows-select.ts'
import { valueSql } from '../../detectors/summaries/value-sql.ts'
import type { Part } from '../backtest/segments.ts'
import { inOwnEngine } from '../command/own-engine.ts'
import { storedOf, widened } from './derived.ts'
import type { LoadedTables } from './loaded-tables.ts'
import { loadedColumns, type Named, namedColumns, orderingColumns, type RolePlan, rolesOf } from './named.ts'
import { readNumbers } from './numbers.ts'
import { type Plan, type PlannedColumn, planColumns, type Wishes, writtenContent } from './plan.ts'
import { copyPart, judgedParts, partOf } from './segments.ts'
import { openSide, type Side } from './side.ts'
import { refuseWeights } from './weights.ts'

/** What both files hold of one column. */
export interface ComparedColumn {
  readonly name: string
  readonly type: ColumnType
  readonly role: Column['role']
  readonly presenceOnly: boolean
  readonly derived?: DerivedFrom
  /** `column=value`, or empty for all rows. */
  readonly segment: string
  readonly reference: Summary
  readonly current: Summary
}

export interface CompareFiles extends Omit<Wishes, 'named' | 'ordering'>, Named {
  readonly reference: string
  readonly current: string
}

export interface Compared {
  readonly reference: { readonly rows: number }
  readonly current: { readonly rows: number }
  readonly plan: Plan
  /** On how the files were read. */
  readonly notes: readonly string[]
}

/** What is done with what was read. */
export interface Takers {
  readonly take: (columns: readonly ComparedColumn[]) => void
  /** Before all: both tables with the scores and labels that were named, and all rows beside each segment value that is judged by itself. */
  readonly score: (tables: LoadedTables, plan: Plan, parts: readonly Part[]) => Promise<void>
  /** Before all too: what is to be said of the times and of what rows are paired by. */
  readonly order: (tables: LoadedTables) => Promise<readonly string[]>
  /** Both tables with the columns of all rows, as many at once as memory should hold; and what is to be said of them. */
  readonly line: (tables: LoadedTables) => Promise<readonly string[]>
  /** Both tables, when all columns of them are there at once. */
  readonly look: (tables: LoadedTables) => Promise<void>
}

/** Columns that are loaded at once. */
const columnsAtOnce = 200
/** Different texts of a column that are held in memory. */
const textsMax = 1_000_000
/** Values that are held in memory at once, at the worst, a side. */
const valuesAtOnce = 4_000_000

/**
 * Summarises both files column by column, exactly, in an engine of their own that is gone afterwards. Columns are handed over in parts and then
 * forgotten, so that memory does not grow with their number.
 *
 * @throws Failure BAD_REQUEST when a file cannot be read, when the reference has no rows, or when the files have no column in common
 */
export const readSides = (files: CompareFiles, takers: Takers, stop: AbortSignal): Promise<Compared> =>
  inOwnEngine({ prefix: 'plimsoll-compare-', stop, open }, (engine, folder) => summarise({ engine, folder }, files, takers))

function planOf(files: CompareFiles, reference: Side, current: Side): RolePlan {
  const ordering = orderingColumns(files)
  const plan = rolesOf(planColumns(reference, current, { ...files, named: namedColumns(files), ordering }), files)
  const { columns, notes } = widened(plan.columns, name => (ordering.includes(name) ? undefined : writtenContent(reference, files, name)))
  return { ...plan, columns, notes: [...plan.notes, ...notes] }
}

/** Whoever waits for a comparison ends it; no statement of it does. */
const patience = { readSecondsMax: 3600, writeSecondsMax: 3600 }

const open = (data: string) => openScratch({ ...defaults(StoreSettings), ...patience, data, readMemoryBytesMax: 2 ** 31 })

/** Where rows lie, and a folder for what is handed over. */
interface Work {
  readonly engine: Engine
  readonly folder: string
}

async function summarise(work: Work, files: CompareFiles, takers: Takers): Promise<Compared> {
  const { engine } = work
  const [reference, current] = [await openSide(engine, files.reference), await openSide(engine, files.current)]
  const plan = planOf(files, reference, current)
  let rows = { reference: 0, current: 0 }
  let parts: readonly Part[] = []
  const ordered: string[] = []
  for (const columns of partsOf(plan.columns, columnsAtOnce)) {
    rows = await loadBoth(engine, [reference, current], { files, columns: loadedColumns(storedOf(columns, plan), plan, files) })
    if (Math.max(rows.reference, rows.current) > textsMax) await refuseTooMany(engine, columns)
    const tables = { ...work, ...tableNames, columns, weighted: files.weight !== null }
    if (parts.length === 0) {
      parts = await judgedParts(engine, files, { table: tables.reference, rows: rows.reference })
      await takers.score({ ...tables, columns: plan.judgedWith }, plan, parts)
      ordered.push(...(await takers.order(tables)))
    }
    const columnsMax = Math.max(1, Math.floor(valuesAtOnce / Math.max(rows.reference, rows.current)))
    for (const part of parts) for await (const some of columnsOf(work, { part, tables, columnsMax })) takers.take(some)
    for (const some of partsOf(columns, columnsMax)) ordered.push(...(await takers.line({ ...tables, columns: some })))
    if (columns.length === plan.columns.length) await takers.look(tables)
  }
  const notes = [reference, current].flatMap(({ source }) => source.dialect?.notes ?? [])
  return {
    reference: { rows: rows.reference },
    current: { rows: rows.current },
    plan,
    notes: [...notes, ...plan.notes, ...ordered, ...wideNotes(plan.columns.length)],
  }
}

const wideNotes = (columns: number): string[] =>
  columns > columnsAtOnce
    ? [`${columns} columns: of more than ${columnsAtOnce} no whole rows are looked at (duplicates, drift of columns together); name fewer by --columns`]
    : []

const tableNames = { reference: 'reference_rows', current: 'current_rows' } as const

/** @throws Failure BAD_REQUEST for a reference without rows, or weights that are none */
async function loadBoth(
  engine: Engine,
  [reference, current]: readonly [Side, Side],
  { files, columns }: { readonly files: CompareFiles; readonly columns: FileLoad['columns'] },
): Promise<{ readonly reference: number; readonly current: number }> {
  const before = await loadFile(engine, reference.source, { into: tableNames.reference, columns, time: files.time })
  if (before === 0) throw new Failure('BAD_REQUEST', `${files.reference} has a header and no rows; there is nothing to compare with`)
  const after = await loadFile(engine, current.source, { into: tableNames.current, columns, time: files.time })
  if (files.weight !== null) await refuseWeights(engine, files, Object.values(tableNames))
  return { reference: before, current: after }
}

/** The columns of one part, as many at once as memory should hold. Of a segment, all but the one that it is cut by. */
async function* columnsOf(
  work: Work,
  { part, tables, columnsMax }: { readonly part: Part; readonly tables: LoadedTables; readonly columnsMax: number },
): AsyncGenerator<readonly ComparedColumn[]> {
  const columns = tables.columns.filter(({ name }) => name !== part.column)
  if (part.segment !== '') for (const table of Object.values(tableNames)) await copyPart(work.engine, table, part)
  for (const some of partsOf(columns, columnsMax)) yield readColumns(work, some, { part, weighted: tables.weighted })
}

/** @throws Failure BAD_REQUEST that names a column of more texts than memory should hold */
async function refuseTooMany(engine: Engine, part: readonly PlannedColumn[]): Promise<void> {
  const columns = part.filter(({ type }) => type === 'category')
  if (columns.length === 0) return
  const pairs = columns.map((column, index) => `(toUInt16(${index}), toString(${valueSql(column)}))`)
  for (const table of Object.values(tableNames)) {
    const [found] = await engine.read<{ k: number; texts: string }>(
      `SELECT t.1 k, uniq(t.2) texts FROM ${table} ARRAY JOIN [${pairs.join(', ')}] AS t GROUP BY k HAVING texts > ${textsMax} LIMIT 1`,
    )
    const name = columns[found?.k ?? 0]?.name ?? ''
    if (found)
      throw new Failure(
        'BAD_REQUEST',
        `column ${name} holds about ${found.texts} different texts, more than ${textsMax}; leave it out by --type ${name}=ignore`,
      )
  }
}

function* partsOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size)
}

/** Rows that are read, and whether they count by their weight. */
interface Cut {
  readonly part: Part
  readonly weighted: boolean
}

async function readColumns(work: Work, columns: readonly PlannedColumn[], cut: Cut): Promise<ComparedColumn[]> {
  const [left, right] = [await readPart(work, tableNames.reference, columns, cut), await readPart(work, tableNames.current, columns, cut)]
  return columns.map(({ name, physical, type, role, presenceOnly, derived }) => {
    const nothing = type === 'numeric' ? numericFromArray([]) : categoryFromArray([])
    const about = { name, type, role, presenceOnly, segment: cut.part.segment, ...(derived ? { derived } : {}) }
    return { ...about, reference: left.get(physical) ?? nothing, current: right.get(physical) ?? nothing }
  })
}

const readPart = (work: Work, rows: string, columns: readonly PlannedColumn[], { part, weighted }: Cut): Promise<Map<string, Summary>> =>
  readTable(work, part.segment === '' ? rows : partOf(rows), columns, weighted)

/** Columns of a table, or of an expression for one, exactly, by their physical name. */
export async function readTable({ engine, folder }: Work, table: string, columns: readonly PlannedColumn[], weighted: boolean): Promise<Map<string, Summary>> {
  const request = { table, columns, weighted, span: null, segment: null }
  const summaries = new Map<string, Summary>()
  if (columns.some(({ type }) => type === 'numeric')) {
    for (const line of await readNumbers(engine, folder, request)) summaries.set(line.col, numericOfRows(line))
  }
  if (columns.some(({ type }) => type === 'category')) {
    const { sql, params } = categoryRows(request)
    for (const line of await engine.read<CategoryRowsLine>(sql, params)) summaries.set(line.col, categoryOfRows(line))
  }
  return summaries
}
