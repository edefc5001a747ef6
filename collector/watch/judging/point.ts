import type { Decision } from '../../../contract/index.ts'
import { unshiftedStatistic } from '../../../detectors/calibration/rate.ts'
import type { Length } from '../series.ts'
import type { HistoryPoint } from './history.ts'
import type { Candidate } from './stream.ts'

/** Smaller windows are never judged, and their statistics teach nothing. */
const rowsMin = 30

/** Which window a point is about. */
export interface PointKey {
  readonly length: Length
  readonly candidate: Candidate
  readonly endMs: number
}

/** A quiet window as history keeps it; nothing when it has too few rows or cannot be said. */
export function quietPoint(key: PointKey, decision: Decision | null): HistoryPoint[] {
  if (!decision || decision.value === null || decision.n < rowsMin) return []
  return [{ ...key, T: statisticOf(decision), nu: decision.nu, n: decision.n, v: decision.v, alarm: false }]
}

/** Of a rate the whole window against the unshifted baseline, on both sides, or the dispersion would be half of the truth. */
const statisticOf = (decision: Decision): number => (decision.rate ? unshiftedStatistic(decision.rate) : decision.T)

/**
 * For a window that is part of what it is held against: T · (1/n + 1/N) / (1/n − 1/N).
 * Nothing when the window is all of it.
 */
export const mended = (points: HistoryPoint[], N: number): HistoryPoint[] =>
  points.filter(({ n }) => n < N).map(point => ({ ...point, T: (point.T * (N + point.n)) / (N - point.n) }))
