import type { Engine } from '../../collector/store/store.ts'
import type { Detector, Reading } from '../../contract/index.ts'
import type { Rows } from './rows.ts'
import { needsLabels } from './streams.ts'
import { type Timeline, windowSql } from './timeline.ts'

/** A judged window. Its ends are times where the file has any, else numbers of rows. */
export interface ReplayedWindow {
  readonly from: string | number
  readonly to: string | number
  readonly rows: number
  readonly readings: readonly Reading[]
}

/** What a window holds. */
interface Held extends Omit<ReplayedWindow, 'readings'> {
  /** Event time of its last row. */
  readonly lastMs: number
}

/** Windows that hold rows, by their number. */
export async function readWindows(engine: Engine, { table }: Rows, timeline: Timeline, timed: boolean): Promise<ReadonlyMap<number, Held>> {
  const lines = await engine.read<{ w: string; rows: number; first: number; last: number }>(
    `SELECT ${windowSql(timeline)} w, toFloat64(count()) rows, toFloat64(min(toUnixTimestamp64Milli(ts))) first, toFloat64(max(toUnixTimestamp64Milli(ts))) last FROM ${table} WHERE pos >= ${timeline.baselineEnd} GROUP BY w ORDER BY w`,
  )
  return new Map(
    lines.map(({ w, rows, first, last }) => {
      const from = timeline.from[Number(w)] ?? 0
      const ends = timeline.rowsCount && timed ? { from: iso(first), to: iso(last) } : endsAt(from, timeline)
      return [Number(w), { ...ends, rows, lastMs: last }] as const
    }),
  )
}

interface Judged {
  readonly spans: ReadonlyMap<number, Held>
  /** Of each series, by window. */
  readonly readings: readonly (readonly Reading[])[]
  readonly labelDelayMs: number
  readonly known: ReadonlyMap<string, Detector>
}

/** Every window with its readings. Labels that come after the end of the file are not there yet. */
export function windowsOver(timeline: Timeline, { spans, readings, labelDelayMs, known }: Judged): ReplayedWindow[] {
  const endMs = [...spans.values()].reduce((latest, { lastMs }) => Math.max(latest, lastMs), Number.NEGATIVE_INFINITY)
  return timeline.from.map((position, index) => {
    const { lastMs, ...window } = spans.get(index) ?? { ...endsAt(position, timeline), rows: 0, lastMs: Number.NEGATIVE_INFINITY }
    const labelled = labelDelayMs === 0 || lastMs + labelDelayMs <= endMs
    return {
      ...window,
      readings: readings
        .flatMap(series => series[index] ?? [])
        .map(reading => (labelled || !needsLabels(known, reading.detector) ? reading : withoutLabels(reading))),
    }
  })
}

function withoutLabels(reading: Reading): Reading {
  const nothing = { value: null, low: null, high: null, pValue: null, threshold: null, smallest: null, n: 0, nEff: 0 }
  return { ...reading, ...nothing, verdict: 'unsure', reason: 'its labels come after the end of the file' }
}

const iso = (ms: number): string => new Date(ms).toISOString()

const endsAt = (from: number, { width, rowsCount }: Timeline): Pick<ReplayedWindow, 'from' | 'to'> =>
  rowsCount ? { from, to: from + width } : { from: iso(from), to: iso(from + width) }
