import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/**
 * What is to be delivered, append-only: the highest `number` of a `key` is the truth. Bodies are not here: an entry names an alert and
 * its revision. `kind` derived is one row that says up to which commit of alerts entries were derived; `kind` target a target that wants no more.
 */
export default defineTable({
  name: tables.outbox,
  columns: {
    key: 'String',
    number: 'UInt64',
    kind: 'LowCardinality(String)',
    state: 'LowCardinality(String)',
    rule: 'LowCardinality(String)',
    alert: 'String',
    revision: 'UInt32',
    event: 'LowCardinality(String)',
    model: 'LowCardinality(String)',
    attempts: 'UInt16',
    due: "DateTime64(3, 'UTC')",
    at: "DateTime64(3, 'UTC')",
    status: 'UInt16',
    detail: 'String CODEC(ZSTD(3))',
    data: 'String CODEC(ZSTD(3))',
  },
  engine: 'ReplacingMergeTree(at)',
  orderBy: 'key, number',
})
