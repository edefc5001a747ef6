import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/**
 * One hour of scores, decisions and labels, of the whole model or of one value of a segment or group column. Key: schema,
 * segment column and value (both empty for the whole), hour. The highest `ver` is the truth: read with FINAL.
 *
 * The arrays are one table: score cell (`floor(1000 s)`), label (0 negative, 1 positive, 2 not known), decision (0, 1), and for
 * each the rows, their weights and the sums of both losses with their squares. An hour is one row, so that a cell which a
 * corrected label empties cannot stay behind.
 */
export default defineTable({
  name: tables.labelled,
  columns: {
    schema: 'UInt32',
    seg: 'LowCardinality(String)',
    val: 'LowCardinality(String)',
    p: "DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))",
    ver: 'UInt64 CODEC(DoubleDelta, ZSTD(1))',
    n: 'UInt64',
    labelled: 'UInt64',
    cell: 'Array(UInt16) CODEC(ZSTD(1))',
    y: 'Array(UInt8) CODEC(ZSTD(1))',
    decision: 'Array(UInt8) CODEC(ZSTD(1))',
    cnt: 'Array(UInt64) CODEC(ZSTD(1))',
    w: 'Array(Float64) CODEC(ZSTD(1))',
    w2: 'Array(Float64) CODEC(ZSTD(1))',
    log_loss: 'Array(Float64) CODEC(ZSTD(1))',
    log_loss2: 'Array(Float64) CODEC(ZSTD(1))',
    brier: 'Array(Float64) CODEC(ZSTD(1))',
    brier2: 'Array(Float64) CODEC(ZSTD(1))',
  },
  engine: 'ReplacingMergeTree(ver)',
  partitionBy: 'toYYYYMM(p)',
  orderBy: 'schema, seg, val, p',
  settings: { index_granularity: 256 },
})
