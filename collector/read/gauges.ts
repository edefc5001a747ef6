import { Gauge } from 'prom-client'
import { Failure, metrics } from '../../contract/index.ts'
import { type LatestSignal, latestSignals, versionRows } from '../store/store.ts'
import type { ReadParts } from './parts.ts'

const seriesLabels = ['model', 'version', 'detector', 'subject', 'segment', 'window'] as const
const verdicts = { unsure: -1, calm: 0, alarm: 1 } as const

/**
 * Gauges that mirror the store: the newest reading of each series, and how much is stored. Bounded: `seriesMax` series, the worst ones, and
 * a count of those that are hidden; versions that are no longer judged disappear. Labels never hold ids or raw values beyond the names of segments.
 *
 * @returns refreshes them unless they are young; never rejects, because metrics must come when the store does not
 */
export function buildGauges(parts: GaugeParts): () => Promise<void> {
  const gauges = makeGauges(parts)
  let freshUntilMs = Number.NEGATIVE_INFINITY
  let running: Promise<void> | null = null
  return async () => {
    if (parts.clock() < freshUntilMs) return
    running ??= refresh(parts, gauges).finally(() => {
      freshUntilMs = parts.clock() + parts.settings.metricsEveryMs
      running = null
    })
    await running
  }
}

interface GaugeParts extends ReadParts {
  /** Told of each question that failed. */
  warn(error: unknown): void
}

type Gauges = ReturnType<typeof makeGauges>

function makeGauges({ registry }: ReadParts) {
  const registers = [registry]
  const series = (name: string, help: string) => new Gauge({ name, help, labelNames: seriesLabels, registers })
  const version = (name: string, help: string) => new Gauge({ name, help, labelNames: ['model', 'version'], registers })
  return {
    value: series(metrics.signalValue, 'Newest reading, in the unit of the detector'),
    threshold: series(metrics.signalThreshold, 'Threshold of the newest reading'),
    verdict: series(metrics.signalVerdict, 'Verdict of the newest reading: 1 alarm, 0 calm, -1 unsure (too little data)'),
    margin: series(
      metrics.signalMargin,
      'How far the newest reading is beyond its threshold, in units of the smallest change that it could have shown: -1 is about the baseline, above 0 is alarm; none where too little data is there',
    ),
    n: series(metrics.signalRows, 'Rows that the newest reading stands on'),
    rows: version(metrics.rows, 'Rows that are stored'),
    hidden: new Gauge({ name: metrics.seriesHidden, help: 'Series beyond the bound, which are not shown as metrics', registers }),
    up: new Gauge({ name: metrics.storeUp, help: 'The store answers: 1, else 0', registers }),
  }
}

/** Each question on its own: one that is too large leaves the gauges of the other. */
async function refresh(parts: GaugeParts, gauges: Gauges): Promise<void> {
  const { value, threshold, verdict, margin, n, hidden, rows, up } = gauges
  const failures = [
    await asked([value, threshold, verdict, margin, n, hidden], () => askSeries(parts, gauges)),
    await asked([rows], () => askRows(parts, gauges)),
  ].filter(failure => failure !== null)
  for (const failure of failures) parts.warn(failure)
  up.set(failures.some(isAway) ? 0 : 1)
}

async function asked(gauges: readonly Gauge[], ask: () => Promise<void>): Promise<unknown> {
  try {
    await ask()
    return null
  } catch (error) {
    // What a store that does not answer last said must not pass for news.
    for (const gauge of gauges) gauge.reset()
    return error
  }
}

/** A question beyond its limits says nothing about the store. */
const isAway = (error: unknown): boolean => !(error instanceof Failure) || error.code === 'STORE_UNAVAILABLE' || error.code === 'STORE_FULL'

async function askSeries({ engine, settings, clock }: ReadParts, gauges: Gauges): Promise<void> {
  const latest = await latestSignals(engine, { sinceMs: clock() - settings.retiredAfterMs, limit: Math.max(1, settings.seriesMax) })
  showSeries(gauges, latest.items.slice(0, settings.seriesMax))
  gauges.hidden.set(Math.max(0, latest.total - settings.seriesMax))
}

async function askRows({ engine }: ReadParts, gauges: Gauges): Promise<void> {
  const versions = await versionRows(engine)
  gauges.rows.reset()
  for (const { model, version, rows } of versions) gauges.rows.set({ model, version }, rows)
}

function showSeries(gauges: Gauges, items: readonly LatestSignal[]): void {
  for (const gauge of [gauges.value, gauges.threshold, gauges.verdict, gauges.margin, gauges.n]) gauge.reset()
  for (const item of items) {
    const { model, version, detector, subject, segment, length, value, threshold, verdict, n } = item
    const labels = { model, version, detector, subject, segment, window: length }
    const margin = marginOf(item)
    if (value !== null) gauges.value.set(labels, value)
    if (threshold !== null) gauges.threshold.set(labels, threshold)
    gauges.verdict.set(labels, verdicts[verdict])
    if (margin !== null) gauges.margin.set(labels, margin)
    gauges.n.set(labels, n)
  }
}

/** Its sign is that of the verdict, so that ranking by it alone puts every alarm before all that is calm. */
function marginOf({ verdict, nearness }: LatestSignal): number | null {
  if (nearness === null || verdict === 'unsure') return null
  return verdict === 'alarm' ? Math.max(Number.MIN_VALUE, nearness) : Math.min(0, nearness)
}
