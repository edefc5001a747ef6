import { type Block, blockType, rowColumns, storedId } from '../../../collector/store/store.ts'
import type { ModelSchema } from '../../../contract/index.ts'

export interface SampleRow {
  readonly id: string
  readonly row?: number
  readonly atNs: bigint
  readonly batch?: bigint
  readonly entity?: string
  readonly receivedMs?: number
  /** By the names of the schema; what is left out is missing. */
  readonly values?: ReadonlyMap<string, number | string>
}

/** A block of rows as the receiver makes it, with only those columns of the schema that every row has. */
export function sampleBlock(schema: ModelSchema, rows: readonly SampleRow[]): Block {
  const fixed = [
    { name: 'id', values: rows.map(row => storedId(row.id).id) },
    { name: 'ref', values: rows.map(row => storedId(row.id).ref) },
    { name: 'row', values: rows.map(row => row.row ?? 0) },
    { name: 'ts', values: rows.map(row => row.atNs) },
    { name: 'batch', values: rows.map(row => row.batch ?? 1n) },
    { name: 'entity', values: rows.map(row => row.entity ?? '') },
    { name: 'received', values: rows.map(row => BigInt(row.receivedMs ?? 0)) },
  ].map(column => ({ ...column, type: rowColumns[column.name as keyof typeof rowColumns] }))
  const own = schema.columns
    .filter(column => !column.pending && rows.every(row => row.values?.has(column.name)))
    .map(column => ({ name: column.physical, type: blockType(column), values: rows.map(row => row.values?.get(column.name)) }))
  return { rows: rows.length, columns: [...fixed, ...own] }
}
