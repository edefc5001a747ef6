import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { metrics } from '../../contract/index.ts'
import type { Ticked } from './tick.ts'
import type { Watched } from './watched.ts'

/** What the watch tells about itself. Labels are models, detectors and verdicts: bounded by what is declared, never a value of a row. */
export function watchMetrics(registry: Registry) {
  const registers = [registry]
  const panes = new Counter({ name: metrics.panes, help: 'Panes made of rows', labelNames: ['model', 'version'], registers })
  const lateRows = new Counter({ name: metrics.lateRows, help: 'Rows that came after their minute was closed', labelNames: ['model', 'version'], registers })
  const lateWindows = new Counter({
    name: metrics.lateWindows,
    help: 'Windows that were left as they were judged because news of them came too late',
    labelNames: ['model', 'version'],
    registers,
  })
  const signals = new Counter({
    name: metrics.signals,
    help: 'Signals, revisions included',
    labelNames: ['model', 'version', 'detector', 'verdict'],
    registers,
  })
  const watermark = new Gauge({
    name: metrics.watermark,
    help: 'Event time up to which windows are closed, seconds since 1970',
    labelNames: ['model', 'version'],
    registers,
  })
  const tickSeconds = new Histogram({
    name: metrics.tickSeconds,
    help: 'Duration of a tick over all models',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120],
    registers,
  })
  const failures = new Counter({
    name: metrics.watchFailures,
    help: 'What failed while watching and was left out or put off: pending labels, a model version, or a series whose detector threw',
    labelNames: ['part', 'model', 'version'],
    registers,
  })
  return {
    failed: (part: 'labels' | 'model' | 'series', { model, version }: { readonly model: string; readonly version: string }): void =>
      failures.inc({ part, model, version }),
    ticked({ model, version, watermarkMs }: Watched, ticked: Ticked): void {
      panes.inc({ model, version }, ticked.panes)
      lateRows.inc({ model, version }, ticked.lateRows)
      lateWindows.inc({ model, version }, ticked.lateWindows)
      if (Number.isFinite(watermarkMs)) watermark.set({ model, version }, watermarkMs / 1000)
      for (const { detector, verdict } of ticked.signals) signals.inc({ model, version, detector, verdict })
    },
    time: () => tickSeconds.startTimer(),
  }
}
