import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/** What was done to this store: a row before and a row after each migration. */
export default defineTable({
  name: tables.migrations,
  columns: { number: 'UInt32', name: 'LowCardinality(String)', done: 'UInt8', at: "DateTime64(3, 'UTC')" },
  engine: 'MergeTree',
  orderBy: 'number, at',
})
