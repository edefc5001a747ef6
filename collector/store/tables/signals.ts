import { tables } from '../../../contract/index.ts'
import { defineTable } from '../define-table.ts'

/**
 * Every judged window of every series. One signal is one (model, version, series, length, start); its highest `revision` is the
 * truth: read with FINAL. `seq` rises with every insert, so that a reader can go on where it was. NaN stands for an absent number.
 */
export default defineTable({
  name: tables.signals,
  columns: {
    seq: 'UInt64 CODEC(DoubleDelta, ZSTD(1))',
    id: 'UUID',
    revision: 'UInt32',
    model: 'LowCardinality(String)',
    version: 'LowCardinality(String)',
    schema: 'UInt32',
    series: 'LowCardinality(String)',
    detector: 'LowCardinality(String)',
    subject: 'LowCardinality(String)',
    segment: 'LowCardinality(String)',
    length: 'LowCardinality(String)',
    opened: "DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))",
    closed: "DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))",
    deciding: 'UInt8',
    budget: 'LowCardinality(String)',
    value: 'Float64',
    low: 'Float64',
    high: 'Float64',
    n: 'Float64',
    n_eff: 'Float64',
    baseline_n: 'Float64',
    p_value: 'Float64',
    threshold: 'Float64',
    smallest: 'Float64',
    resolution: 'Float64',
    verdict: 'LowCardinality(String)',
    reason: 'LowCardinality(String)',
    notes: 'LowCardinality(String)',
    unit: 'LowCardinality(String)',
    baseline: 'LowCardinality(String)',
    at: "DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))",
    t: 'Float64',
    v: 'Float64',
    nu: 'Float64',
    phi: 'Float64',
    digest: 'UInt64',
    made: 'LowCardinality(String)',
  },
  engine: 'ReplacingMergeTree(revision)',
  partitionBy: 'toYYYYMM(opened)',
  orderBy: 'model, version, series, length, opened, id',
  indexes: { by_seq: 'seq TYPE minmax GRANULARITY 1', by_verdict: 'verdict TYPE set(3) GRANULARITY 1' },
  settings: { index_granularity: 1024 },
})
