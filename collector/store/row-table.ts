import { type Column, type ModelSchema, rowTable } from '../../contract/index.ts'
import { defineTable, type Table } from './define-table.ts'

/**
 * Columns that every row table has, before those of its schema. `ref` is the inference id where it is not a UUID. `spill` holds values that have no
 * column, or are of the wrong type, by the sender's names; `wrong` names the columns of the latter. Whatever a block leaves out has its default.
 */
export const rowColumns = {
  id: 'UUID',
  ref: 'String',
  row: 'UInt32',
  ts: "DateTime64(9, 'UTC')",
  batch: 'UInt128',
  entity: 'String',
  weight: 'Float64',
  spill: 'Map(String, String)',
  wrong: 'Array(String)',
  received: "DateTime64(3, 'UTC')",
} as const

/** Type of a column of the schema in a block. Missing numbers are `absentBits.missing`, missing texts `absentText.missing`. */
export const blockType = (column: Pick<Column, 'type'>): string => (column.type === 'numeric' ? 'Float64' : 'LowCardinality(String)')

const codecs: Partial<Record<keyof typeof rowColumns, string>> = {
  ts: ' CODEC(DoubleDelta, ZSTD(1))',
  batch: ' CODEC(ZSTD(1))',
  weight: ' DEFAULT 1 CODEC(ZSTD(1))',
  received: ' CODEC(DoubleDelta, ZSTD(1))',
}

/** The table of a schema. A column that is left out, as any of them may be, is missing and not zero. */
export function rowTableOf(schema: ModelSchema): Table {
  const own = Object.entries(rowColumns).map(([name, type]) => [name, type + (codecs[name as keyof typeof rowColumns] ?? '')] as const)
  return defineTable({
    name: rowTable(schema),
    columns: Object.fromEntries([...own, ...schema.columns.flatMap(definitions)]),
    engine: 'MergeTree',
    partitionBy: 'toYYYYMMDD(ts)',
    orderBy: 'ts',
    indexes: {
      by_batch: 'batch TYPE bloom_filter GRANULARITY 1',
      by_received: 'received TYPE minmax GRANULARITY 1',
      by_id: 'id TYPE bloom_filter(0.01) GRANULARITY 1',
      by_entity: 'entity TYPE bloom_filter(0.01) GRANULARITY 1',
    },
  })
}

// The bits of absentBits.missing: a decimal literal of a NaN does not exist.
const number = 'Float64 DEFAULT reinterpretAsFloat64(toUInt64(9221120237041090561))'
const text = "LowCardinality(String) DEFAULT '\\0n'"

/** A pending column stands in both types, because its first value decides and the table is not changed then. */
function definitions(column: Column): readonly (readonly [string, string])[] {
  const index = column.physical.slice(2)
  const both = [[`f_${index}`, number] as const, [`c_${index}`, text] as const]
  return column.pending ? both : both.filter(([name]) => name === column.physical)
}
