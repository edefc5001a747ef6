import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/** Quiet windows that taught the noise of a series, by baseline: those of the baseline itself, and live ones. The highest `ver` is the truth. */
export default defineTable({
  name: tables.history,
  columns: {
    baseline: 'LowCardinality(String)',
    series: 'LowCardinality(String)',
    length: 'LowCardinality(String)',
    candidate: 'LowCardinality(String)',
    closed: "DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))",
    ver: 'UInt64 CODEC(DoubleDelta, ZSTD(1))',
    t: 'Float64',
    nu: 'Float64',
    n: 'Float64',
    v: 'Float64',
    alarm: 'UInt8',
  },
  engine: 'ReplacingMergeTree(ver)',
  orderBy: 'baseline, series, length, candidate, closed',
})
