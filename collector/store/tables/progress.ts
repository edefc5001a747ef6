import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/** How far the watch has come, by schema and subject, as JSON. The highest `ver` is the truth. */
export default defineTable({
  name: tables.progress,
  columns: { schema: 'UInt32', name: 'LowCardinality(String)', ver: 'UInt64', value: 'String CODEC(ZSTD(1))' },
  engine: 'ReplacingMergeTree(ver)',
  orderBy: 'schema, name',
})
