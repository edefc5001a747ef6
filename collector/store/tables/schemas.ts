import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/** Schemas of row tables, as JSON. A schema's number never changes its meaning; the highest `revision` holds what people declared since. */
export default defineTable({
  name: tables.schemas,
  columns: { number: 'UInt32', revision: 'UInt64', model: 'String', version: 'String', schema: 'String', at: "DateTime64(3, 'UTC')" },
  engine: 'ReplacingMergeTree(revision)',
  orderBy: 'number',
})
