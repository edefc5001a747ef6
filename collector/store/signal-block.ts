import type { Signal } from '../../contract/index.ts'
import type { Block, BlockColumn } from './engine.ts'

/** A signal with what history and alerts are derived from. */
export interface JudgedSignal extends Signal {
  readonly schema: number
  /** `detector|subject|segment`. */
  readonly series: string
  readonly length: string
  /** May open an alert. */
  readonly deciding: boolean
  /** Who pays of the false-alarm budget; empty when nobody does. */
  readonly budget: string
  readonly T: number
  readonly v: number
  readonly nu: number
  /** Dispersion that it was judged with; 1 for iid rows. */
  readonly phi: number
  /** Of everything that was judged: a window that is judged again with the same result is not inserted again. */
  readonly digest: bigint
}

type Pick = (signal: JudgedSignal) => unknown
const numberOf = (value: number | null): number => value ?? Number.NaN
const secondsOf = (time: string): number => Date.parse(time) / 1000

const texts: Readonly<Record<string, Pick>> = {
  model: one => one.model,
  version: one => one.version,
  series: one => one.series,
  detector: one => one.detector,
  subject: one => one.subject,
  segment: one => one.segment,
  length: one => one.length,
  budget: one => one.budget,
  verdict: one => one.verdict,
  reason: one => one.reason,
  notes: one => one.notes.join('\n'),
  unit: one => one.unit,
  baseline: one => one.baseline,
  made: one => (one.made ? JSON.stringify(one.made) : ''),
}
const numbers: Readonly<Record<string, (signal: JudgedSignal) => number>> = {
  value: one => numberOf(one.value),
  low: one => numberOf(one.low),
  high: one => numberOf(one.high),
  n: one => one.n,
  n_eff: one => one.nEff,
  baseline_n: one => one.baselineN,
  p_value: one => numberOf(one.pValue),
  threshold: one => numberOf(one.threshold),
  smallest: one => numberOf(one.smallest),
  resolution: one => numberOf(one.resolution),
  t: one => one.T,
  v: one => one.v,
  nu: one => one.nu,
  phi: one => one.phi,
}

/** Signals as a block of their table, each with its number. */
export function blockOf(signals: readonly JudgedSignal[], seqs: BigUint64Array): Block {
  const columns: BlockColumn[] = [
    { name: 'seq', type: 'UInt64', values: seqs },
    { name: 'revision', type: 'UInt32', values: Uint32Array.from(signals, one => one.revision) },
    { name: 'schema', type: 'UInt32', values: Uint32Array.from(signals, one => one.schema) },
    { name: 'opened', type: 'DateTime', values: Uint32Array.from(signals, one => secondsOf(one.window.from)) },
    { name: 'closed', type: 'DateTime', values: Uint32Array.from(signals, one => secondsOf(one.window.to)) },
    { name: 'at', type: 'DateTime64(3)', values: BigInt64Array.from(signals, one => BigInt(Date.parse(one.at))) },
    { name: 'deciding', type: 'UInt8', values: Uint8Array.from(signals, one => (one.deciding ? 1 : 0)) },
    { name: 'digest', type: 'UInt64', values: BigUint64Array.from(signals, one => one.digest) },
    { name: 'id', type: 'UUID', values: signals.map(one => one.id) },
    ...Object.entries(texts).map(([name, pick]) => ({ name, type: 'LowCardinality(String)', values: signals.map(pick) })),
    ...Object.entries(numbers).map(([name, pick]) => ({ name, type: 'Float64', values: Float64Array.from(signals, pick) })),
  ]
  return { rows: signals.length, columns }
}
