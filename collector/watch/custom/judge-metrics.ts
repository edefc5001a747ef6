import { Failure, type Reading } from '../../../contract/index.ts'
import { alphaOf } from '../../../detectors/calibration/budget.ts'
import type { Due } from '../due.ts'
import { sizesOf } from '../judge.ts'
import type { TickParts } from '../post.ts'
import { joinSpans, type Span, type Window } from '../schedule.ts'
import { type Draft, failedSignal, metricSignal } from '../signal-of.ts'
import { overlaps, type Source } from '../source.ts'
import type { Watched } from '../watched.ts'
import { learnedSpread } from './learned.ts'
import { type CustomMetric, metricSeries, windowMs } from './metric.ts'
import { metricReading } from './reading.ts'
import { type MetricValue, valuesByWindow } from './values.ts'

/** A metric that could not be said, and why. */
export interface MetricFailure {
  readonly metric: string
  readonly error: unknown
}

export interface JudgedMetrics {
  readonly drafts: readonly Draft[]
  readonly failures: readonly MetricFailure[]
}

/**
 * Judges the metrics of a model over the due windows of their own length that follow each other without overlap. A window without rows says nothing.
 * One whose expression fails is told of, counted, and hurts no other.
 *
 * @throws Failure of the store that may pass
 */
export async function judgeMetrics(parts: TickParts, watched: Watched, due: readonly Due[]): Promise<JudgedMetrics> {
  const drafts: Draft[] = []
  const failures: MetricFailure[] = []
  for (const metric of parts.settings.metrics.filter(one => one.model === watched.model)) {
    const windows = windowsOf(metric, due)
    if (windows.length === 0) continue
    try {
      drafts.push(...(await judgeWindows(parts, watched, metric, windows)))
    } catch (error) {
      if (error instanceof Failure && error.retry) throw error
      failures.push({ metric: metric.name, error })
      const said = { series: metricSeries(metric), unit: metric.unit, labelled: false }
      drafts.push(...windows.map(window => failedSignal(aboutOf(watched, window), said, error)))
    }
  }
  return { drafts, failures }
}

const windowsOf = (metric: CustomMetric, due: readonly Due[]): Window[] => [
  ...new Map(
    due
      .filter(({ window, kinds }) => window.length === metric.window && window.toMs % windowMs(metric) === 0 && kinds.includes('columns'))
      .map(({ window }) => [window.toMs, window]),
  ).values(),
]

/** One window of a metric. @throws Failure as `judgeMetrics` does, and CONFIG, TOO_LARGE of the expression */
export async function metricAgain(parts: TickParts, watched: Watched, metric: CustomMetric, window: Window): Promise<Reading | null> {
  const [draft] = await judgeWindows(parts, watched, metric, [window])
  return draft ?? null
}

async function judgeWindows(parts: TickParts, watched: Watched, metric: CustomMetric, windows: readonly Window[]): Promise<Draft[]> {
  const spread = metric.limit === undefined ? await learnedSpread(parts, watched, metric) : null
  const values = await windowValues(parts, watched, metric, windows)
  const { budget, metrics } = parts.settings
  const alpha = alphaOf(budget, sizesOf(watched, metrics), { group: 'columns', lengths: 1, hopMs: windowMs(metric) })
  return windows.flatMap(window => {
    const found = values.get(window.fromMs)
    return found ? [metricSignal(aboutOf(watched, window), metricReading(metric, found, spread, alpha))] : []
  })
}

async function windowValues({ engine }: TickParts, watched: Watched, metric: CustomMetric, windows: readonly Span[]): Promise<Map<number, MetricValue>> {
  const values = new Map<number, MetricValue>()
  for (const span of joinSpans(windows)) {
    const source = newestSource(watched, span)
    for (const [fromMs, value] of source ? await valuesByWindow(engine, metric, source, span) : []) values.set(fromMs, value)
  }
  return values
}

/** Of a version whose columns changed, the rows as the newest schema has them. */
const newestSource = ({ sources }: Watched, span: Span): Source | undefined => sources.findLast(source => overlaps(source, span))

const aboutOf = (watched: Watched, window: Window) => ({
  watched,
  schema: watched.sources.at(-1)?.schema.number ?? 0,
  baseline: watched.baseline?.hash ?? '',
  window,
})
