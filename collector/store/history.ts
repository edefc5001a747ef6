import { tables } from '../../contract/index.ts'
import type { Engine } from './engine.ts'

/** One quiet window of one series. */
export interface HistoryRow {
  readonly series: string
  readonly length: string
  readonly candidate: string
  readonly endMs: number
  readonly T: number
  readonly nu: number
  readonly n: number
  readonly v: number
  readonly alarm: boolean
}

/** @param version  must be above that of an earlier row of the same window */
export async function insertHistory(engine: Engine, baseline: string, rows: readonly HistoryRow[], version: number): Promise<void> {
  if (rows.length === 0) return
  const texts = (pick: (row: HistoryRow) => string) => ({ type: 'LowCardinality(String)', values: rows.map(pick) })
  const numbers = (pick: (row: HistoryRow) => number) => ({ type: 'Float64', values: Float64Array.from(rows, pick) })
  await engine.insert(tables.history, {
    rows: rows.length,
    columns: [
      { name: 'baseline', ...texts(() => baseline) },
      { name: 'series', ...texts(row => row.series) },
      { name: 'length', ...texts(row => row.length) },
      { name: 'candidate', ...texts(row => row.candidate) },
      { name: 'closed', type: 'DateTime', values: Uint32Array.from(rows, row => row.endMs / 1000) },
      { name: 'ver', type: 'UInt64', values: new BigUint64Array(rows.length).fill(BigInt(version)) },
      { name: 't', ...numbers(row => row.T) },
      { name: 'nu', ...numbers(row => row.nu) },
      { name: 'n', ...numbers(row => row.n) },
      { name: 'v', ...numbers(row => row.v) },
      { name: 'alarm', type: 'UInt8', values: Uint8Array.from(rows, row => (row.alarm ? 1 : 0)) },
    ],
  })
}

interface Grouped {
  readonly series: string
  readonly length: string
  readonly candidate: string
  readonly points: readonly (readonly [number, number, number, number, number, number])[]
}

/** Everything a baseline remembers, by series, or of some of them; ascending by end within a length and candidate. */
export async function readHistory(engine: Engine, baseline: string, only?: readonly string[]): Promise<Map<string, HistoryRow[]>> {
  const groups = await engine.read<Grouped>(
    `SELECT series, length, candidate, arraySort(groupArray((toUnixTimestamp(closed), t, nu, n, v, alarm))) points
    FROM ${tables.history} FINAL WHERE baseline = {baseline:String}${only ? ' AND series IN {only:Array(String)}' : ''} GROUP BY series, length, candidate ORDER BY series, length, candidate`,
    { baseline, ...(only ? { only } : {}) },
  )
  const history = new Map<string, HistoryRow[]>()
  for (const { series, length, candidate, points } of groups) {
    const rows = history.get(series) ?? []
    history.set(series, rows)
    for (const [end, T, nu, n, v, alarm] of points) rows.push({ series, length, candidate, endMs: end * 1000, T, nu, n, v, alarm: alarm === 1 })
  }
  return history
}
