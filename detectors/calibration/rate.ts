import type { Decision } from '../../contract/index.ts'
import { findRoot } from '../math/root.ts'
import { nothing } from './counts.ts'

type Rate = NonNullable<Decision['rate']>

/** Hits among rows of a window and of what it is held against. Weighted counts are scaled to the effective size first. */
export interface RateCounts {
  readonly hits: number
  readonly rows: number
  readonly baselineHits: number
  readonly baselineRows: number
}

export interface RateOptions {
  /** A fall is news too (accuracy); otherwise only a rise (missing values). */
  readonly twoSided: boolean
  /** 1; 2 while learning; 4 on a kind of day never seen. */
  readonly floorFactor: number
  /** Change of the rate that nobody minds. */
  readonly matters?: (p0: number) => number
}

/** What is tolerated of a quality rate: 0.1 point and a quarter of the rate. */
export const rateMatters = (p0: number): number => 0.001 + 0.25 * p0

/** What must not be missed of a quality rate: a rise by two points, or a doubling. */
export const rateLimit = (p0: number): number => Math.max(0.02, p0)

/**
 * Log-likelihood ratio of "x of n at a rate q, known as well as N rows know it": the G statistic of the table
 * [N(1−q), Nq], [n−x, x]. 0 when x/n = q. Safe in the far tail where the normal z over-fires.
 */
export function likelihoodRatio(q: number, N: number, x: number, n: number): number {
  const shared = (N * q + x) / (N + n)
  const term = (count: number, size: number, share: number): number => (count > 0 ? count * Math.log(count / (size * share)) : 0)
  const hits = term(N * q, N, shared) + term(x, n, shared)
  return Math.max(0, 2 * (hits + term(N * (1 - q), N, 1 - shared) + term(n - x, n, 1 - shared)))
}

/**
 * Has a rate risen (or, two-sided, changed) by more than is tolerated? The null is shifted, not the threshold:
 * q = p0 + matters(p0) · floorFactor, T = likelihood ratio against q beyond q, else 0; nu 1.
 *
 * @returns `value` is the window's rate; `nothing` when a side has no rows
 */
export function decideRate(counts: RateCounts, options: RateOptions): Decision {
  const { hits, rows, baselineHits, baselineRows } = counts
  if (rows === 0 || baselineRows === 0) return nothing
  const p0 = baselineHits / baselineRows
  const tolerated = (options.matters ?? rateMatters)(p0) * options.floorFactor
  const value = hits / rows
  const rate = { ...counts, twoSided: options.twoSided, tolerated }
  return { T: shiftedStatistic(rate), v: 1 / rows + 1 / baselineRows, nu: 1, n: rows, baselineN: baselineRows, value, rate }
}

/** T against the nearer end of what is tolerated; 0 within it. */
function shiftedStatistic(rate: Rate): number {
  const p0 = rate.baselineHits / rate.baselineRows
  const value = rate.hits / rate.rows
  const upper = Math.min(1, p0 + rate.tolerated)
  const lower = Math.max(0, p0 - rate.tolerated)
  if (value > upper) return likelihoodRatio(upper, rate.baselineRows, rate.hits, rate.rows)
  return rate.twoSided && value < lower ? likelihoodRatio(lower, rate.baselineRows, rate.hits, rate.rows) : 0
}

/**
 * The rate at which T reaches `quantile`; 1 (or, below the baseline, 0) when not even that would.
 *
 * @param side  1: a rise; −1: a fall
 */
export function rateThreshold(rate: Rate, quantile: number, side: number): number {
  const p0 = rate.baselineHits / rate.baselineRows
  const start = Math.min(1, Math.max(0, p0 + side * rate.tolerated))
  const end = side > 0 ? 1 : 0
  const beyond = (value: number): number => likelihoodRatio(start, rate.baselineRows, value * rate.rows, rate.rows) - quantile
  return beyond(end) <= 0 ? end : findRoot(beyond, start, end)
}

/** T of the history: the whole window against the unshifted rate, on both sides, or the dispersion would be half of the truth. */
export const unshiftedStatistic = (rate: Rate): number => likelihoodRatio(rate.baselineHits / rate.baselineRows, rate.baselineRows, rate.hits, rate.rows)
