import type { Engine } from '../../collector/store/store.ts'
import { type Detector, dayMs, type NumericSummary, type Preset, parseTime, type Reading, type Sequential } from '../../contract/index.ts'
import { judgeSeries } from './judge.ts'
import { type PresetReplay, replayPresets } from './presets.ts'
import { type RowAlarm, rowAlarms } from './row-alarms.ts'
import { type HistoryWishes, loadHistory, type Rows } from './rows.ts'
import { type ColumnSummary, type SpanRequest, spansInOrder } from './spans.ts'
import { seriesOver, tallyStep } from './streams.ts'
import { stepSql, type Timeline, timelineOf, type WindowWish, windowSql } from './timeline.ts'

export interface BacktestWishes extends HistoryWishes {
  readonly window: WindowWish
  readonly baselineRows: number | null
  readonly baselineUntil: string | null
  /** False alarms in 30 days that are accepted. */
  readonly budget: number
  readonly detectors: readonly Detector[]
  readonly sequential: readonly Sequential[]
  readonly presets: readonly Preset[]
}

/** A judged window. Its ends are times where the file has any, else numbers of rows. */
export interface ReplayedWindow {
  readonly from: string | number
  readonly to: string | number
  readonly rows: number
  readonly readings: readonly Reading[]
}

export interface Replay {
  readonly rows: Rows
  readonly timeline: Timeline
  readonly baselineRows: number
  readonly windows: readonly ReplayedWindow[]
  readonly rowAlarms: readonly RowAlarm[]
  readonly presets: readonly PresetReplay[]
  /** How long a window lasts, on average; null where the file has no times. */
  readonly windowMs: number | null
}

/** Share of the rows that are the baseline when nobody says. */
const baselineShare = 1 / 3

/** Replays a file: what follows its baseline is cut into windows, and each is judged knowing only what was before it. */
export async function replay(engine: Engine, wishes: BacktestWishes): Promise<Replay> {
  const rows = await loadHistory(engine, wishes)
  const timeline = timelineOf(rows, wishes.window, await baselineUntil(engine, rows, wishes))
  const baselineRows = await countBefore(engine, rows, `pos < ${timeline.baselineEnd}`)
  const baseline = await summariseBaseline(engine, rows, baselineRows)
  const windowMs = await lengthOfWindow(engine, rows, wishes)
  const readings = await judgeAll(engine, { rows, timeline, baseline, wishes, windowMs })
  const spans = await readWindows(engine, rows, timeline, wishes)
  const windows = timeline.from.map((from, index) => ({
    ...(spans.get(index) ?? { ...endsAt(from, timeline), rows: 0 }),
    readings: readings.flatMap(series => series[index] ?? []),
  }))
  const alarms: RowAlarm[] = []
  for (const detector of wishes.sequential)
    for (const column of rows.columns.filter(({ type }) => type === 'numeric')) alarms.push(...(await rowAlarms(engine, rows, column, detector)))
  return {
    rows,
    timeline,
    baselineRows,
    windows,
    rowAlarms: alarms,
    windowMs,
    presets: await presetsOver(engine, { rows, timeline, baseline, baselineRows, wishes }),
  }
}

/** Position at which the baseline ends, if windows allow. */
async function baselineUntil(engine: Engine, rows: Rows, wishes: BacktestWishes): Promise<number> {
  const { baselineRows, window, time } = wishes
  const until = wishes.baselineUntil
  if (until !== null) {
    const ms = Number((parseTime(until) ?? 0n) / 1_000_000n)
    return window.rowsCount && time !== null ? countBefore(engine, rows, `toUnixTimestamp64Milli(ts) < ${ms}`) : ms
  }
  const count = baselineRows ?? (rows.earlier > 0 ? rows.earlier : Math.floor(rows.rows * baselineShare))
  if (window.rowsCount) return count
  const [found] = await engine.read<{ pos: number }>(`SELECT toFloat64(pos) pos FROM ${rows.table} WHERE row >= ${count} ORDER BY row LIMIT 1`)
  return found?.pos ?? rows.last + 1
}

async function countBefore(engine: Engine, { table }: Rows, test: string): Promise<number> {
  const [found] = await engine.read<{ rows: number }>(`SELECT toFloat64(count()) rows FROM ${table} WHERE ${test}`)
  return found?.rows ?? 0
}

const noGrids: SpanRequest['grids'] = new Map()

async function summariseBaseline(engine: Engine, { table, columns }: Rows, to: number): Promise<ReadonlyMap<string, ColumnSummary>> {
  for await (const [, summaries] of spansInOrder(engine, { table, columns, span: 'toInt64(0)', from: 0, to, grids: noGrids })) return summaries
  return new Map()
}

async function lengthOfWindow(engine: Engine, { table, rows }: Rows, { window, time }: BacktestWishes): Promise<number | null> {
  if (!window.rowsCount) return window.width
  if (time === null) return null
  const [found] = await engine.read<{ ms: number }>(`SELECT toFloat64(max(toUnixTimestamp64Milli(ts)) - min(toUnixTimestamp64Milli(ts))) ms FROM ${table}`)
  return ((found?.ms ?? 0) / rows) * window.width
}

interface Known {
  readonly rows: Rows
  readonly timeline: Timeline
  readonly baseline: ReadonlyMap<string, ColumnSummary>
  readonly wishes: BacktestWishes
}

async function judgeAll(engine: Engine, { rows, timeline, baseline, wishes, windowMs }: Known & { readonly windowMs: number | null }): Promise<Reading[][]> {
  const series = seriesOver(wishes.detectors, rows.columns, { timeline, baseline })
  const grids = new Map([...baseline].filter((one): one is [string, NumericSummary] => one[1].kind === 'numeric'))
  const request = { table: rows.table, columns: rows.columns, span: stepSql(timeline), from: 0, to: rows.rows, grids }
  for await (const step of spansInOrder(engine, request)) tallyStep(series, timeline, step)
  // A window that is taken for a day has a month of 30 windows.
  const budget = timeline.told || windowMs === null ? wishes.budget : (wishes.budget * windowMs) / dayMs
  const sizes = { columns: series.length, segments: 0, performance: 0 }
  return series.map(one => judgeSeries(one, timeline, { budget, sizes }))
}

async function readWindows(
  engine: Engine,
  { table }: Rows,
  timeline: Timeline,
  { time }: BacktestWishes,
): Promise<Map<number, Omit<ReplayedWindow, 'readings'>>> {
  const lines = await engine.read<{ w: string; rows: number; first: number; last: number }>(
    `SELECT ${windowSql(timeline)} w, toFloat64(count()) rows, toFloat64(min(toUnixTimestamp64Milli(ts))) first, toFloat64(max(toUnixTimestamp64Milli(ts))) last FROM ${table} WHERE pos >= ${timeline.baselineEnd} GROUP BY w ORDER BY w`,
  )
  return new Map(
    lines.map(({ w, rows, first, last }) => {
      const from = timeline.from[Number(w)] ?? 0
      const ends = timeline.rowsCount && time !== null ? { from: iso(first), to: iso(last) } : endsAt(from, timeline)
      return [Number(w), { ...ends, rows }] as const
    }),
  )
}

const iso = (ms: number): string => new Date(ms).toISOString()

const endsAt = (from: number, { width, rowsCount }: Timeline): Pick<ReplayedWindow, 'from' | 'to'> =>
  rowsCount ? { from, to: from + width } : { from: iso(from), to: iso(from + width) }

async function presetsOver(
  engine: Engine,
  { rows, timeline, baseline, wishes, baselineRows }: Known & { readonly baselineRows: number },
): Promise<PresetReplay[]> {
  if (wishes.presets.length === 0) return []
  const columns = rows.columns.filter(({ presenceOnly }) => !presenceOnly)
  if (columns.length === 0) return []
  const request = { table: rows.table, columns, span: windowSql(timeline), grids: noGrids }
  const chunks = await Array.fromAsync(spansInOrder(engine, { ...request, from: 0, to: baselineRows }))
  const windows = spansInOrder(engine, { ...request, from: baselineRows, to: rows.rows })
  const known = new Map(columns.flatMap(({ name }) => (baseline.has(name) ? [[name, baseline.get(name) as ColumnSummary] as const] : [])))
  return replayPresets(wishes.presets, { baseline: known, chunks, windows })
}
