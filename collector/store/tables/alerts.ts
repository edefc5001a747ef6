import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/**
 * Alert events, append-only: the highest `revision` of a `key` is the alert. Beside them, so that one insert moves all or nothing,
 * what the rules remember (`kind` fold, one row a model version) and how far signals were read (`kind` cursor); of these
 * the highest `sequence` is the truth. All rows of one commit have the same `sequence`.
 */
export default defineTable({
  name: tables.alerts,
  columns: {
    key: 'String',
    revision: 'UInt32',
    sequence: 'UInt64',
    kind: 'LowCardinality(String)',
    model: 'LowCardinality(String)',
    version: 'LowCardinality(String)',
    state: 'LowCardinality(String)',
    severity: 'LowCardinality(String)',
    opened: "DateTime64(3, 'UTC')",
    body: 'String CODEC(ZSTD(3))',
  },
  engine: 'ReplacingMergeTree(sequence)',
  orderBy: 'key, revision',
})
