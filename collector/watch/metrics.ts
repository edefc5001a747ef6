import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { metrics } from '../../contract/index.ts'
import type { Ticked } from './tick.ts'
import type { Watched } from './watched.ts'

/** What the watch tells about itself. Labels are models, detectors and verdicts: bounded by what is declared, never a value of a row. */
export function watchMetrics(registry: Registry) {
  const registers = [registry]
  const counter = <Name extends string>(name: string, help: string, labelNames: Name[]) => new Counter({ name, help, labelNames, registers })
  const panes = counter(metrics.panes, 'Panes made of rows', ['model', 'version'])
  const lateRows = counter(metrics.lateRows, 'Rows that came after their minute was closed', ['model', 'version'])
  const lateWindows = counter(metrics.lateWindows, 'Windows that were left as they were judged because news of them came too late', ['model', 'version'])
  const signals = counter(metrics.signals, 'Signals, revisions included', ['model', 'version', 'detector', 'verdict'])
  const erased = counter(metrics.erasedRows, 'Rows of panes, labelled hours and signals that were erased because they were older than they are kept', [
    'table',
    'model',
    'version',
  ])
  const failures = counter(
    metrics.watchFailures,
    'What failed while watching and was left out or put off: pending labels, a model version, erasing what is old, a series whose detector threw, or a metric of your own',
    ['part', 'model', 'version'],
  )
  const refused = counter(metrics.watchRefused, 'Baselines that were not learned because too many waited; who asked is told to come again', ['reason'])
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
  return {
    erased: (table: string, { model, version }: { readonly model: string; readonly version: string }, rows: number): void =>
      erased.inc({ table, model, version }, rows),
    failed: (part: 'labels' | 'model' | 'retention' | 'series' | 'metric', { model, version }: { readonly model: string; readonly version: string }): void =>
      failures.inc({ part, model, version }),
    refused: (reason: 'busy'): void => refused.inc({ reason }),
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
