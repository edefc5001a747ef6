import type { Engine } from '../../collector/store/store.ts'
import { type Part, partsOf } from '../backtest/segments.ts'
import { numbered } from './loaded-tables.ts'
import { type Named, segmentColumns } from './named.ts'

/** All rows, and each segment value that is judged by itself: the commonest of the reference and what remains. */
export async function judgedParts(engine: Engine, named: Named, { table, rows }: { readonly table: string; readonly rows: number }): Promise<Part[]> {
  const parts = await partsOf(engine, { table: numbered(table), segments: segmentColumns(named) }, rows)
  const kept: Part[] = []
  // Where no row of the reference remains, what is new is told by quality/unseen.
  for (const part of parts) if (part.segment === '' || (await countOf(engine, table, part)) > 0) kept.push(part)
  return kept
}

async function countOf(engine: Engine, table: string, { where, params }: Part): Promise<number> {
  const [found] = await engine.read<{ rows: number }>(`SELECT toFloat64(count()) rows FROM ${table} WHERE ${where}`, params)
  return found?.rows ?? 0
}

/** Where the rows of a part are. */
export const partOf = (table: string): string => `${table}_part`

/** Copies the rows of a part into a table of their own, so that whatever reads rows reads parts. */
export async function copyPart(engine: Engine, table: string, { where, params }: Part): Promise<void> {
  await engine.write(`CREATE OR REPLACE TABLE ${partOf(table)} AS ${table}`)
  await engine.write(`INSERT INTO ${partOf(table)} SELECT * FROM ${table} WHERE ${where}`, params)
}
