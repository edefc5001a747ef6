import { Gauge } from 'prom-client'
import { metrics } from '../../contract/index.ts'
import { type LatestSignal, latestSignals, versionTotals } from '../store/store.ts'
import type { ReadParts } from './parts.ts'

const seriesLabels = ['model', 'version', 'detector', 'subject', 'segment', 'window'] as const
const verdicts = { unsure: -1, calm: 0, alarm: 1 } as const

/**
 * Gauges that mirror the store: the newest reading of each series, and how much is stored. Bounded: `seriesMax` series, the worst ones, and
 * a count of those that are hidden; versions that are no longer judged disappear. Labels never hold ids or raw values beyond the names of segments.
 *
 * @returns refreshes them unless they are young; never rejects, because metrics must come when the store does not
 */
export function buildGauges(parts: ReadParts): () => Promise<void> {
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

type Gauges = ReturnType<typeof makeGauges>

function makeGauges({ registry }: ReadParts) {
  const registers = [registry]
  const series = (name: string, help: string) => new Gauge({ name, help, labelNames: seriesLabels, registers })
  const version = (name: string, help: string) => new Gauge({ name, help, labelNames: ['model', 'version'], registers })
  return {
    value: series(metrics.signalValue, 'Newest reading, in the unit of the detector'),
    threshold: series(metrics.signalThreshold, 'Threshold of the newest reading'),
    verdict: series(metrics.signalVerdict, 'Verdict of the newest reading: 1 alarm, 0 calm, -1 unsure (too little data)'),
    n: series(metrics.signalRows, 'Rows that the newest reading stands on'),
    rows: version(metrics.rows, 'Rows that are stored'),
    hidden: new Gauge({ name: metrics.seriesHidden, help: 'Series beyond the bound, which are not shown as metrics', registers }),
    up: new Gauge({ name: metrics.storeUp, help: 'The store answers: 1, else 0', registers }),
  }
}

async function refresh({ engine, settings, clock }: ReadParts, gauges: Gauges): Promise<void> {
  try {
    const latest = await latestSignals(engine, { sinceMs: clock() - settings.retiredAfterMs, limit: Math.max(1, settings.seriesMax) })
    const totals = await versionTotals(engine)
    showSeries(gauges, latest.items.slice(0, settings.seriesMax))
    gauges.hidden.set(Math.max(0, latest.total - settings.seriesMax))
    gauges.rows.reset()
    for (const { model, version, rows } of totals) gauges.rows.set({ model, version }, rows)
    gauges.up.set(1)
  } catch {
    // What a store that does not answer last said must not pass for news.
    for (const gauge of Object.values(gauges)) gauge.reset()
    gauges.up.set(0)
  }
}

function showSeries(gauges: Gauges, items: readonly LatestSignal[]): void {
  for (const gauge of [gauges.value, gauges.threshold, gauges.verdict, gauges.n]) gauge.reset()
  for (const { model, version, detector, subject, segment, length, value, threshold, verdict, n } of items) {
    const labels = { model, version, detector, subject, segment, window: length }
    if (value !== null) gauges.value.set(labels, value)
    if (threshold !== null) gauges.threshold.set(labels, threshold)
    gauges.verdict.set(labels, verdicts[verdict])
    gauges.n.set(labels, n)
  }
}
