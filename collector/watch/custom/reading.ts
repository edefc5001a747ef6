import { type Reading, readingNotes } from '../../../contract/index.ts'
import { normal } from '../../../detectors/math/normal.ts'
import { studentUpperQuantile, studentUpperTail } from '../../../detectors/math/student.ts'
import { type CustomMetric, metricSeries } from './metric.ts'
import type { MetricValue } from './values.ts'

/** Fewer rows say nothing. */
export const rowsMin = 30
/** Fewer windows of the baseline teach nothing. */
const windowsMin = 8

/** What quiet windows of the baseline teach of a metric. */
export interface Spread {
  readonly center: number
  /** Standard deviation from window to window. */
  readonly deviation: number
  /** Independent windows that they are worth. */
  readonly windows: number
  /** Mean rows of a window, and rows of all. */
  readonly meanN: number
  readonly rows: number
}

/**
 * Centre and spread of a metric over baseline windows that follow each other in time. With lag-1 correlation r, m windows are worth
 * M = m(1 − r)/(1 + r), at least 2, and the variance is Σ(x − x̄)²/m ÷ (1 − 1/M), because correlated values lie too near to their own mean.
 *
 * @returns null for fewer than 8 windows
 */
export function spreadOf(quiet: readonly { readonly value: number; readonly n: number }[]): Spread | null {
  const m = quiet.length
  if (m < windowsMin) return null
  const rows = quiet.reduce((sum, { n }) => sum + n, 0)
  const center = quiet.reduce((sum, { value }) => sum + value, 0) / m
  const strays = quiet.map(({ value }) => value - center)
  const squares = strays.reduce((sum, stray) => sum + stray ** 2, 0)
  const products = strays.slice(1).reduce((sum, stray, at) => sum + stray * (strays[at] as number), 0)
  const r = squares === 0 ? 0 : Math.max(0, products / squares)
  const windows = Math.max(2, (m * (1 - r)) / (1 + r))
  return { center, deviation: Math.sqrt(squares / m / (1 - 1 / windows)), windows, meanN: rows / m, rows }
}

/**
 * A metric of a person over one window. Its own limit decides where there is one; else what the baseline taught: beyond
 * centre ± (matters + t(alpha, M − 1) · s · √(1 + 1/M) · √max(1, mean n/n)), the prediction interval of Student for one more window, in which a
 * window of fewer rows than usual may stray further.
 *
 * @param spread  null where nothing could be learned
 * @param alpha   false-alarm probability that this test may spend
 */
export function metricReading(metric: CustomMetric, { value, n }: MetricValue, spread: Spread | null, alpha: number): Reading {
  const { detector, subject, segment } = metricSeries(metric)
  const nothing = { low: null, high: null, baselineN: 0, pValue: null, threshold: metric.limit ?? null, smallest: null, notes: [] }
  const reading = { detector, subject, segment, unit: metric.unit, value, n, nEff: n, resolution: 0, ...nothing }
  const unsure = (reason: string): Reading => ({ ...reading, verdict: 'unsure', reason })
  if (value === null) return unsure('cannot be said')
  if (n < rowsMin) return unsure('few rows')
  if (metric.limit !== undefined) return { ...reading, ...verdictOf(isBeyond(metric, value, metric.limit), 'beyond the stated limit') }
  if (spread === null) return unsure('no threshold')
  if (spread.deviation === 0) return unsure('it never varies in the baseline, so nothing can be learned: state a limit')
  return { ...reading, ...learnedReading(metric, { value, n }, spread, alpha) }
}

const isBeyond = ({ direction }: CustomMetric, value: number, threshold: number): boolean => (direction === 'below' ? value < threshold : value > threshold)

const verdictOf = (alarm: boolean, reason: string): Pick<Reading, 'verdict' | 'reason'> =>
  alarm ? { verdict: 'alarm', reason } : { verdict: 'calm', reason: '' }

function learnedReading({ direction, matters }: CustomMetric, { value, n }: { readonly value: number; readonly n: number }, spread: Spread, alpha: number) {
  const { center, windows, meanN, rows } = spread
  const nu = windows - 1
  const strays = spread.deviation * Math.sqrt(1 + 1 / windows) * Math.sqrt(Math.max(1, meanN / n))
  const sides = direction === 'both' ? 2 : 1
  const side = direction === 'below' || (direction === 'both' && value < center) ? -1 : 1
  const far = side * (value - center)
  const distance = matters + studentUpperQuantile(alpha / sides, nu) * strays
  const around = studentUpperQuantile(0.025, nu) * strays
  return {
    low: value - around,
    high: value + around,
    baselineN: rows,
    pValue: Math.min(1, sides * studentUpperTail((far - matters) / strays, nu)),
    threshold: center + side * distance,
    // A window that lies 0.84 deviations further is found in 80 of 100.
    smallest: distance + normal.upperQuantile(0.2) * strays,
    notes: value < center ? [readingNotes.below] : [],
    ...verdictOf(far > distance, 'beyond matters and noise'),
  }
}
