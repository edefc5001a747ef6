import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/** Baselines as readable JSON. The one learned last (`ver`) of a model version is in use. `from` and `to` are 0 without event time. */
export default defineTable({
  name: tables.baselines,
  columns: {
    model: 'LowCardinality(String)',
    version: 'LowCardinality(String)',
    hash: 'String',
    ver: 'UInt64',
    schema: 'UInt32',
    rows: 'UInt64',
    from_ms: 'Int64',
    to_ms: 'Int64',
    source: 'String',
    reason: 'String',
    body: 'String CODEC(ZSTD(3))',
  },
  engine: 'ReplacingMergeTree(ver)',
  orderBy: 'model, version, hash',
})
