import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/** What people declared about models, as JSON. Append-only: the highest `revision` of a model is the truth. */
export default defineTable({
  name: tables.models,
  columns: { model: 'String', revision: 'UInt64', declaration: 'String', at: "DateTime64(3, 'UTC')" },
  engine: 'ReplacingMergeTree(revision)',
  orderBy: 'model, revision',
})
