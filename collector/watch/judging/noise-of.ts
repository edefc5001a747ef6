import { type Decision, dayMs } from '../../../contract/index.ts'
import type { Levels } from '../../../detectors/calibration/judge.ts'
import { learnNoise, type Noise } from '../../../detectors/calibration/noise.ts'
import { noiseDistance, quantileT } from '../../../detectors/calibration/quantile.ts'
import type { Length } from '../series.ts'
import { dayOf } from './calendar.ts'
import type { Points } from './history.ts'

/** Fewer windows teach nothing; of days, fewer than 8 are bounded by hours. */
const windowsMin = 8
/** Windows in a block within which they may depend on each other; of days and longer, one. */
const blocks: Partial<Record<Length, number>> = { '5m': 48, '1h': 6 }

export function meanOf(values: readonly number[]): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index] as number
  return sum / values.length
}

/** Noise of one length and candidate; null when the windows are too few. */
export function noiseOf(points: Points | undefined, length: Length): Noise | null {
  if (!points || points.T.length < windowsMin) return null
  const dispersions = new Float64Array(points.T.length)
  for (let index = 0; index < dispersions.length; index++) dispersions[index] = (points.T[index] as number) / (points.nu[index] as number)
  const sizes = new Float64Array(points.n)
  const days = new Set(points.endMs.map(endMs => dayOf(endMs - 1))).size
  return learnNoise({ dispersions, sizes, nu: meanOf(points.nu), block: blocks[length] ?? 1, days }, meanOf(points.n))
}

/**
 * Mean threshold over the newest day of points, by which references compete. Of a rate the normal approximation is near
 * enough to choose by; verdicts never use it.
 *
 * @param base  the baseline against itself: says whether this is a rate, and of what size
 */
export function meanThreshold(points: Points, levels: Levels, base: Decision, matters: (p0: number) => number): number {
  const newest = points.endMs.at(-1) ?? 0
  const from = Math.max(
    0,
    points.endMs.findIndex(endMs => endMs > newest - dayMs),
  )
  const thresholds = points.endMs.slice(from).map((_, offset) => {
    const [n, nu, v] = [points.n, points.nu, points.v].map(column => column[from + offset] as number) as [number, number, number]
    if (!base.rate) return matters(0) + noiseDistance(levels.alarm, n, nu, v)
    const rate = Math.min(1, base.rate.baselineHits / base.rate.baselineRows + base.rate.tolerated)
    return rate + Math.sqrt(quantileT(levels.alarm, n, nu) * v * rate * (1 - rate))
  })
  return meanOf(thresholds)
}
