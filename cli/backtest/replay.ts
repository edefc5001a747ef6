import type { Engine } from '../../collector/store/store.ts'
import { type Detector, dayMs, Failure, type Preset, parseTime, type Reading, type Sequential } from '../../contract/index.ts'
import type { PlannedColumn } from '../compare/plan.ts'
import { judgePart } from './batches.ts'
import { type Known, type LearnedPart, learnPart } from './learn-part.ts'
import { type PresetReplay, replayPresets } from './presets.ts'
import { type RowAlarms, rowAlarms } from './row-alarms.ts'
import { type HistoryWishes, loadHistory, type Rows } from './rows.ts'
import { type Part, partsOf } from './segments.ts'
import { type ColumnSummary, type SpanRequest, spansInOrder } from './spans.ts'
import { groupOf } from './streams.ts'
import { type Timeline, timelineOf, type WindowWish, windowSql } from './timeline.ts'
import { type ReplayedWindow, readWindows, windowsOver } from './windows.ts'

export interface BacktestWishes extends HistoryWishes {
  readonly window: WindowWish
  readonly baselineRows: number | null
  readonly baselineUntil: string | null
  /** False alarms in 30 days that are accepted. */
  readonly budget: number
  /** How long after its row a label comes. */
  readonly labelDelayMs: number
  readonly detectors: readonly Detector[]
  /** Every detector there is, also those of a folder that was named. */
  readonly known: ReadonlyMap<string, Detector>
  readonly sequential: readonly Sequential[]
  readonly presets: readonly Preset[]
}

export interface Replay {
  readonly rows: Rows
  readonly timeline: Timeline
  readonly baselineRows: number
  readonly windows: readonly ReplayedWindow[]
  readonly rowAlarms: RowAlarms
  readonly presets: readonly PresetReplay[]
  /** How long a window lasts, on average; null where the file has no times. */
  readonly windowMs: number | null
  readonly labelDelayMs: number
  readonly known: BacktestWishes['known']
}

/** Share of the rows that are the baseline when nobody says. */
const baselineShare = 1 / 3

/** Replays a file: what follows its baseline is cut into windows, and each is judged knowing only what was before it. */
export async function replay(engine: Engine, wishes: BacktestWishes): Promise<Replay> {
  const rows = await loadHistory(engine, wishes)
  const timeline = timelineOf(rows, wishes.window, await baselineUntil(engine, rows, wishes))
  const baselineRows = await countBefore(engine, rows, `pos < ${timeline.baselineEnd}`)
  if (wishes.presets.length > 0) refuseLarge(baselineRows, rows.columns)
  const parts = await partsOf(engine, rows, baselineRows)
  const windowMs = await lengthOfWindow(engine, rows, wishes)
  const known = { rows, timeline, detectors: wishes.detectors, baselineRows }
  const readings = await judgeAll(engine, known, { parts, windowMs, budget: wishes.budget })
  const spans = await readWindows(engine, rows, timeline, wishes.time !== null)
  const windows = windowsOver(timeline, { spans, readings, labelDelayMs: wishes.labelDelayMs, known: wishes.known })
  const found: RowAlarms[] = []
  for (const detector of wishes.sequential)
    for (const column of rows.columns.filter(({ type }) => type === 'numeric')) found.push(await rowAlarms(engine, rows, column, detector))
  return {
    rows,
    timeline,
    baselineRows,
    windows,
    rowAlarms: { alarms: found.flatMap(({ alarms }) => alarms), more: found.reduce((sum, { more }) => sum + more, 0) },
    windowMs,
    labelDelayMs: wishes.labelDelayMs,
    known: wishes.known,
    presets: await presetsOver(engine, known, wishes.presets),
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

async function lengthOfWindow(engine: Engine, { table, rows }: Rows, { window, time }: BacktestWishes): Promise<number | null> {
  if (!window.rowsCount) return window.width
  if (time === null) return null
  const [found] = await engine.read<{ ms: number }>(`SELECT toFloat64(max(toUnixTimestamp64Milli(ts)) - min(toUnixTimestamp64Milli(ts))) ms FROM ${table}`)
  return ((found?.ms ?? 0) / rows) * window.width
}

/** Readings that are held at once, to be counted and printed. */
const readingsMax = 4_000_000

interface Judged {
  readonly parts: readonly Part[]
  readonly windowMs: number | null
  /** In 30 days. */
  readonly budget: number
}

async function judgeAll(engine: Engine, known: Known, { parts, windowMs, ...accepted }: Judged): Promise<Reading[][]> {
  const { timeline } = known
  const learned: LearnedPart[] = []
  for (const part of parts) learned.push(await learnPart(engine, known, part))
  const series = learned.flatMap(part => part.series)
  refuseTooMany(series.length, timeline)
  // A window that is taken for a day has a month of 30 windows.
  const budget = timeline.told || windowMs === null ? accepted.budget : (accepted.budget * windowMs) / dayMs
  const count = (group: ReturnType<typeof groupOf>): number => series.filter(one => groupOf(one) === group).length
  const sizes = { columns: count('columns'), segments: count('segments'), performance: count('performance') }
  const readings: Reading[][] = []
  for (const part of learned) for (const list of await judgePart(engine, known, part, { budget, sizes })) readings.push(list)
  return readings
}

/** @throws Failure BAD_REQUEST */
function refuseTooMany(series: number, { from }: Timeline): void {
  const readings = series * from.length
  if (readings <= readingsMax) return
  const counted = `${series} series in ${from.length} windows are ${readings} readings, more than ${readingsMax}`
  throw new Failure('BAD_REQUEST', `${counted}; make windows larger, or choose by --columns, --detectors or fewer --segment`)
}

/** Values of the baseline that other tools' rules may be taught: they take it whole and by its windows, exactly. */
const presetValuesMax = 20_000_000

/** @throws Failure BAD_REQUEST */
export function refuseLarge(baselineRows: number, columns: readonly PlannedColumn[]): void {
  const taught = columns.filter(one => !one.presenceOnly).length
  if (baselineRows * taught <= presetValuesMax) return
  const counted = `--preset learns from every value of the baseline: ${baselineRows} rows of ${taught} columns are more than ${presetValuesMax}`
  throw new Failure('BAD_REQUEST', `${counted}; choose --columns, or fewer --baseline-rows`)
}

async function presetsOver(engine: Engine, { rows, timeline, baselineRows }: Known, presets: readonly Preset[]): Promise<PresetReplay[]> {
  if (presets.length === 0) return []
  const columns = rows.columns.filter(({ presenceOnly }) => !presenceOnly)
  if (columns.length === 0) return []
  const request = { table: rows.table, columns, where: 'true', params: {}, grids: noGrids }
  let baseline: ReadonlyMap<string, ColumnSummary> = new Map()
  for await (const [, summaries] of spansInOrder(engine, { ...request, span: 'toInt64(0)', from: 0, to: baselineRows })) baseline = summaries
  const cut = { ...request, span: windowSql(timeline) }
  const chunks = await Array.fromAsync(spansInOrder(engine, { ...cut, from: 0, to: baselineRows }))
  return replayPresets(presets, { baseline, chunks, windows: spansInOrder(engine, { ...cut, from: baselineRows, to: rows.rows }) })
}
