import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/** Texts behind the 64-bit hashes of categories. */
export default defineTable({
  name: tables.names,
  columns: { schema: 'UInt32', col: 'LowCardinality(String)', key: 'UInt64', name: 'String' },
  engine: 'ReplacingMergeTree(key)',
  orderBy: 'schema, col, key',
})
