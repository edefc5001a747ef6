import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/**
 * Labels that do not say everything about their row: they wait until the row is found. `id` is zero for a label of an entity, `model` empty for a row
 * of any model. `resolved` rises to 1 once a label has moved to its place.
 */
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
  orderBy: 'received, id, row, entity, model, label, known_at',
})
