import { type ModelSchema, rowTable } from '../../contract/index.ts'
import type { Block, Engine, InsertOptions } from './engine.ts'
import { type FoundRow, type FoundRowText, readFound, storedColumns } from './found-row.ts'
import { storedId } from './ids.ts'

/** Appends rows of one schema. The block names columns by their physical names; what it leaves out is missing. */
export const insertRows = (engine: Engine, schema: ModelSchema, block: Block, options?: InsertOptions): Promise<void> =>
  engine.insert(rowTable(schema), block, options)

/** How many rows of each batch are stored; batches without any are left out. An insert that died may have left a part of one. */
export async function knownBatches(engine: Engine, schema: ModelSchema, batches: readonly bigint[]): Promise<Map<bigint, number>> {
  if (batches.length === 0) return new Map()
  const sql = `SELECT batch, count() AS rows FROM ${rowTable(schema)} WHERE batch IN {batches:Array(UInt128)} GROUP BY batch`
  const rows = await engine.read<{ batch: string; rows: string }>(sql, { batches })
  return new Map(rows.map(row => [BigInt(row.batch), Number(row.rows)]))
}

/** Which rows of a batch are stored, as `id/row`, for the one that must insert the others. */
export async function rowsOfBatch(engine: Engine, schema: ModelSchema, batch: bigint): Promise<Set<string>> {
  const rows = await engine.read<{ key: string }>(
    `SELECT concat(toString(id), '/', toString(row)) AS key FROM ${rowTable(schema)} WHERE batch = {batch:UInt128}`,
    { batch },
  )
  return new Set(rows.map(row => row.key))
}

/** Rows of these inferences, in order of time. At most `limit`, 1,000 by default. */
export async function findRows(engine: Engine, schema: ModelSchema, inferenceIds: readonly string[], limit = 1000): Promise<FoundRow[]> {
  if (inferenceIds.length === 0) return []
  const ids = inferenceIds.map(text => storedId(text).id)
  const sql = `SELECT ${storedColumns(schema.columns)} FROM ${rowTable(schema)} WHERE id IN {ids:Array(UUID)} ORDER BY ts, id, row LIMIT {limit:UInt32}`
  const rows = await engine.read<FoundRowText>(sql, { ids, limit })
  return rows.map(row => readFound(schema.columns, row))
}
