import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/** The truth about rows; the latest known wins. `ts` is the event time of the row, so that an hour of rows finds its labels in one range. */
export default defineTable({
  name: tables.labels,
  columns: {
    model: 'LowCardinality(String)',
    label: 'LowCardinality(String)',
    id: 'UUID',
    row: 'UInt32',
    ts: "DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1))",
    entity: 'String',
    text: 'LowCardinality(String)',
    number: 'Float64',
    known_at: "DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))",
    received: "DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))",
  },
  engine: 'ReplacingMergeTree(known_at)',
  partitionBy: 'toYYYYMM(ts)',
  orderBy: 'model, label, toStartOfHour(ts), id, row',
  indexes: { by_received: 'received TYPE minmax GRANULARITY 1' },
})
