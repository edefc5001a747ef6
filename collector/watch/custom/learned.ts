import { hash } from 'node:crypto'
import { type Engine, type HistoryRow, insertHistory, readHistory } from '../../store/store.ts'
import { type Baseline, spansOf } from '../baseline.ts'
import type { TickParts } from '../post.ts'
import { overlaps, type Source } from '../source.ts'
import type { Watched } from '../watched.ts'
import { type CustomMetric, metricSeries, windowMs } from './metric.ts'
import { rowsMin, type Spread, spreadOf } from './reading.ts'
import { type MetricValue, valuesByWindow } from './values.ts'

/** By baseline and by what the metric says: a replay asks for every window. */
const known = new WeakMap<Baseline, Map<string, Spread | null>>()

const candidate = 'metric'

/** The expression is part of the name, so that another one does not take over what this one taught. */
const historyKey = (metric: CustomMetric): string => `${metricSeries(metric).key}|${hash('sha256', metric.sql, 'hex').slice(0, 16)}`

/**
 * What the windows of a baseline teach of a metric: from the store where it was learned before (rows do not live for ever), else from the rows.
 * Null where the baseline is no window of event time, its rows are gone, or its windows are too few.
 *
 * @throws Failure CONFIG for an expression that is not allowed, TOO_LARGE for a window beyond what one may cost
 */
export async function learnedSpread(parts: Pick<TickParts, 'engine' | 'nextVersion'>, watched: Watched, metric: CustomMetric): Promise<Spread | null> {
  const { baseline } = watched
  if (!baseline) return null
  const learned = known.get(baseline) ?? new Map<string, Spread | null>()
  known.set(baseline, learned)
  const key = JSON.stringify([historyKey(metric), metric.window])
  const before = learned.get(key)
  if (before !== undefined) return before
  const rows = (await storedRows(parts.engine, baseline, metric)) ?? (await learnRows(parts, watched, baseline, metric))
  const spread = spreadOf(rows.map(({ T, n }) => ({ value: T, n })))
  learned.set(key, spread)
  return spread
}

async function storedRows(engine: Engine, baseline: Baseline, metric: CustomMetric): Promise<HistoryRow[] | null> {
  const key = historyKey(metric)
  const rows = (await readHistory(engine, baseline.hash, [key])).get(key)?.filter(row => row.length === metric.window && row.candidate === candidate)
  return rows && rows.length > 0 ? rows : null
}

async function learnRows(
  { engine, nextVersion }: Pick<TickParts, 'engine' | 'nextVersion'>,
  watched: Watched,
  baseline: Baseline,
  metric: CustomMetric,
): Promise<HistoryRow[]> {
  const source = sourceOf(watched, baseline)
  if (!source) return []
  const ms = windowMs(metric)
  const values = new Map<number, MetricValue>()
  for (const { fromMs, toMs } of spansOf(baseline)) {
    const span = { fromMs: Math.ceil(fromMs / ms) * ms, toMs: Math.floor(toMs / ms) * ms }
    for (const [atMs, value] of await valuesByWindow(engine, metric, source, span)) values.set(atMs, value)
  }
  const rows = [...values]
    .sort(([a], [b]) => a - b)
    .flatMap(([fromMs, { value, n }]) => (value === null || n < rowsMin ? [] : [rowOf(metric, { endMs: fromMs + ms, value, n })]))
  await insertHistory(engine, baseline.hash, rows, nextVersion())
  return rows
}

/** Only a window of event time has its rows in the table of the model. */
function sourceOf({ sources }: Watched, { span, source, schema }: Baseline): Source | undefined {
  if (source.kind !== 'window' || !span) return undefined
  return sources.find(one => one.schema.number === schema) ?? sources.findLast(one => overlaps(one, span))
}

const rowOf = (metric: CustomMetric, { endMs, value, n }: { readonly endMs: number; readonly value: number; readonly n: number }): HistoryRow => ({
  series: historyKey(metric),
  length: metric.window,
  candidate,
  endMs,
  T: value,
  nu: 1,
  n,
  v: Number.NaN,
  alarm: false,
})
