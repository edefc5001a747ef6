import type { Preset, PresetSummary, Reading } from '../../contract/index.ts'
import { type LoadedTables, numbered } from './loaded-tables.ts'
import { isStored, type PlannedColumn } from './plan.ts'
import { isColumn } from './presets.ts'
import { worstFirst } from './readings.ts'
import { readTable } from './sides.ts'

type Columns = ReadonlyMap<string, PresetSummary>

/** What a tool says that cuts the rows of both sides into chunks by itself: of each column and measure that of the worst chunk. */
export async function chunkedReadings(tables: LoadedTables, preset: Preset, chunks: number): Promise<Reading[]> {
  const columns = tables.columns.filter(isStored)
  const [before, after] = [await cut(tables, tables.reference, { columns, chunks }), await cut(tables, tables.current, { columns, chunks })]
  const whole = await summariesOf(tables, tables.reference, columns)
  const say = preset.learn(Array.from(whole, ([name, reference]) => ({ name, reference, chunks: before.flatMap(chunk => chunk.get(name) ?? []) })))
  const said = after.flatMap((chunk, place) => say(chunk).map(reading => ({ reading, place })))
  const bySubject = Map.groupBy(said, ({ reading: { detector, subject } }) => JSON.stringify([detector, subject]))
  return Array.from(bySubject.values(), list => worstOf(list, after.length))
}

function worstOf(list: readonly { readonly reading: Reading; readonly place: number }[], chunks: number): Reading {
  const [worst] = worstFirst(list.map(({ reading }) => reading))
  const found = list.find(({ reading }) => reading === worst)
  if (!found) throw new Error('a measure without a reading')
  const alarms = list.filter(({ reading }) => reading.verdict === 'alarm').length
  return { ...found.reading, notes: [...found.reading.notes, `chunk ${found.place + 1} of ${chunks}; ${alarms} of them alarm`] }
}

/** Chunks of equally many rows in their order; what remains is one more. None where there are fewer rows than chunks. */
async function cut(
  tables: LoadedTables,
  table: string,
  { columns, chunks }: { readonly columns: readonly PlannedColumn[]; readonly chunks: number },
): Promise<Columns[]> {
  const [found] = await tables.engine.read<{ rows: number }>(`SELECT toFloat64(count()) rows FROM ${table}`)
  const rows = found?.rows ?? 0
  const size = Math.floor(rows / chunks)
  if (size === 0) return []
  await tables.engine.write(
    `CREATE OR REPLACE TABLE ${table}_chunks ENGINE = MergeTree ORDER BY chunk AS
    SELECT *, intDiv(rowNumberInAllBlocks(), ${size}) chunk FROM (SELECT * FROM ${numbered(table)} ORDER BY ts, id, row) SETTINGS max_threads = 1`,
  )
  const made: Columns[] = []
  for (let chunk = 0; chunk * size < rows; chunk++) made.push(await summariesOf(tables, `(SELECT * FROM ${table}_chunks WHERE chunk = ${chunk})`, columns))
  return made
}

async function summariesOf(tables: LoadedTables, table: string, columns: readonly PlannedColumn[]): Promise<Columns> {
  const read = await readTable(tables, table, columns, tables.weighted)
  return new Map(
    columns.flatMap(({ name, physical }) => {
      const summary = read.get(physical)
      return summary && isColumn(summary) ? [[name, summary] as const] : []
    }),
  )
}
