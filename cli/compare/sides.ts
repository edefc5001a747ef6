import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, loadFile, openScratch, StoreSettings } from '../../collector/store/store.ts'
import type { ColumnType, Summary } from '../../contract/index.ts'
import { defaults, Failure } from '../../contract/index.ts'
import { categoryFromArray } from '../../detectors/summaries/category.ts'
import { numericFromArray } from '../../detectors/summaries/numeric.ts'
import { type CategoryRowsLine, categoryOfRows, categoryRows, numericOfRows } from '../../detectors/summaries/rows-select.ts'
import type { LoadedTables } from './loaded-tables.ts'
import { readNumbers } from './numbers.ts'
import { type Plan, type PlannedColumn, planColumns, type Wishes } from './plan.ts'
import { openSide, type Side } from './side.ts'

/** What both files hold of one column. */
export interface ComparedColumn {
  readonly name: string
  readonly type: ColumnType
  readonly presenceOnly: boolean
  readonly reference: Summary
  readonly current: Summary
}

export interface CompareFiles extends Wishes {
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
interface Takers {
  readonly take: (part: readonly ComparedColumn[], plan: Plan) => void
  /** Both tables, when all columns of them are there at once. */
  readonly look: (tables: LoadedTables) => Promise<void>
}

/** Columns that are loaded at once. */
const columnsAtOnce = 200
/** Different texts of a column that are held in memory. */
const textsMax = 1_000_000
/** Values that are held in memory at once, at the worst, a side. */
const valuesAtOnce = 10_000_000

/**
 * Summarises both files column by column, exactly, in an engine of their own that is gone afterwards. Columns are handed over in parts and then
 * forgotten, so that memory does not grow with their number.
 *
 * @throws Failure BAD_REQUEST when a file cannot be read, when the reference has no rows, or when the files have no column in common
 */
export async function readSides(files: CompareFiles, takers: Takers): Promise<Compared> {
  const data = await mkdtemp(join(tmpdir(), 'plimsoll-compare-'))
  try {
    const engine = await openScratch({ ...defaults(StoreSettings), data, readMemoryBytesMax: 2 ** 31 })
    try {
      return await summarise({ engine, folder: data }, files, takers)
    } finally {
      await engine.close()
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

/** Where rows lie, and a folder for what is handed over. */
interface Work {
  readonly engine: Engine
  readonly folder: string
}

async function summarise(work: Work, files: CompareFiles, { take, look }: Takers): Promise<Compared> {
  const { engine } = work
  const [reference, current] = [await openSide(engine, files.reference), await openSide(engine, files.current)]
  const plan = planColumns(reference, current, files)
  const rows = { reference: 0, current: 0 }
  for (const part of partsOf(plan.columns, columnsAtOnce)) {
    rows.reference = await load(engine, reference, { into: 'reference_rows', part })
    if (rows.reference === 0) throw new Failure('BAD_REQUEST', `${files.reference} has a header and no rows; there is nothing to compare with`)
    rows.current = await load(engine, current, { into: 'current_rows', part })
    await refuseTooMany(engine, part)
    const columnsMax = Math.max(1, Math.floor(valuesAtOnce / Math.max(rows.reference, rows.current)))
    for (const some of partsOf(part, columnsMax)) take(await readColumns(work, some), plan)
    if (part.length === plan.columns.length) await look({ engine, reference: 'reference_rows', current: 'current_rows', columns: part })
  }
  const notes = [...(reference.source.dialect?.notes ?? []), ...(current.source.dialect?.notes ?? []), ...plan.notes]
  return { reference: { rows: rows.reference }, current: { rows: rows.current }, plan, notes }
}

/** @throws Failure BAD_REQUEST that names a column of more texts than memory should hold */
async function refuseTooMany(engine: Engine, part: readonly PlannedColumn[]): Promise<void> {
  const columns = part.filter(({ type }) => type === 'category')
  if (columns.length === 0) return
  const pairs = columns.map(({ physical }, index) => `(toUInt16(${index}), toString(${physical}))`)
  for (const table of ['reference_rows', 'current_rows']) {
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

const load = (engine: Engine, { source }: Side, { into, part }: { into: string; part: readonly PlannedColumn[] }): Promise<number> =>
  loadFile(engine, source, {
    into,
    columns: part.map(({ name, physical, type, presenceOnly }) => ({ name, physical, type, presenceOnly })),
    time: null,
  })

async function readColumns(work: Work, columns: readonly PlannedColumn[]): Promise<ComparedColumn[]> {
  const [left, right] = [await readTable(work, 'reference_rows', columns), await readTable(work, 'current_rows', columns)]
  return columns.map(({ name, physical, type, presenceOnly }) => {
    const nothing = type === 'numeric' ? numericFromArray([]) : categoryFromArray([])
    return { name, type, presenceOnly, reference: left.get(physical) ?? nothing, current: right.get(physical) ?? nothing }
  })
}

async function readTable({ engine, folder }: Work, table: string, columns: readonly PlannedColumn[]): Promise<Map<string, Summary>> {
  const request = { table, columns, weighted: false, span: null, segment: null }
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
