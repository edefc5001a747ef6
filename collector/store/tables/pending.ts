import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/** Labels whose row has not come yet: no event time, so no place among the labels. `resolved` rises to 1 once they have moved there. */
export default defineTable({
  name: tables.pendingLabels,
  columns: {
    model: 'LowCardinality(String)',
    label: 'LowCardinality(String)',
    id: 'UUID',
    row: 'UInt32',
    entity: 'String',
    text: 'String',
    number: 'Float64',
    known_at: "DateTime64(3, 'UTC')",
    received: "DateTime64(3, 'UTC')",
    resolved: 'UInt8',
  },
  engine: 'ReplacingMergeTree(resolved)',
  partitionBy: 'toYYYYMM(received)',
  orderBy: 'id, row, entity, model, label, known_at, received',
})
