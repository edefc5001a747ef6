import type { Table } from './define-table.ts'

/** `disk`: an acknowledged insert survives a power cut. `page-cache`: it survives a crash of the process. */
export type Durability = 'disk' | 'page-cache'

// Merges are always synced: a merged part that is not loses rows that were (its sources are removed at once).
const merged = { min_rows_to_fsync_after_merge: 1, min_compressed_bytes_to_fsync_after_merge: 1, non_replicated_deduplication_window: 10_000 }
const durable = { disk: { fsync_after_insert: 1, fsync_part_directory: 1, ...merged }, 'page-cache': merged } as const

/** The statement that creates a table; running it again does nothing. */
export function createTable(table: Table, durability: Durability): string {
  const columns = Object.entries(table.columns).map(([name, type]) => `${name} ${type}`)
  const indexes = Object.entries(table.indexes ?? {}).map(([name, index]) => `INDEX ${name} ${index}`)
  const settings = Object.entries({ ...durable[durability], ...table.settings }).map(([name, value]) => `${name} = ${value}`)
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name} (${[...columns, ...indexes].join(', ')})`,
    `ENGINE = ${table.engine}`,
    ...(table.partitionBy ? [`PARTITION BY ${table.partitionBy}`] : []),
    `ORDER BY (${table.orderBy})`,
    `SETTINGS ${settings.join(', ')}`,
  ].join('\n')
}
