import type { Measure } from '../../contract/index.ts'
import { ruleP } from '../calibration/rule.ts'
import { measured } from '../cells/measured.ts'
import { betaBinomialUpperTail } from '../math/counts.ts'
import { wilson } from '../math/proportion.ts'

/** Beta law of a rate that was learned: a − ½ hits and b − ½ others were seen, or limits were drawn at the ends. */
export interface LearnedRate {
  readonly a: number
  readonly b: number
}

/** Law of a rate seen `hits` times in `rows` (Jeffreys). */
export const learnedFrom = (hits: number, rows: number): LearnedRate => ({ a: hits + 0.5, b: rows - hits + 0.5 })

/** Law of the share beyond `ends` order statistics of `rows` continuous values, each the lowest or the highest (Wilks 1942). */
export const endsLaw = (ends: number, rows: number): LearnedRate => ({ a: ends, b: rows + 1 - ends })

export interface MeasuredCounts {
  readonly hits: number
  readonly rows: number
  readonly baselineN: number
  /** Where a person stated one, p is that of a rate which just keeps it. */
  readonly limit?: number | null
}

/** Smallest p that is told apart. */
const pMin = 1e-300

/**
 * Share of `hits` among `rows` with Wilson's interval; p is the chance of as many hits or more by the predictive law of a rate
 * that is known only as well as the baseline knew it (beta-binomial). Null without rows on either side.
 */
export function measureRate(counts: MeasuredCounts, law: LearnedRate): Measure {
  const { hits, rows, baselineN, limit = null } = counts
  const sizes = { n: rows, nEff: rows, baselineN }
  if (rows === 0 || baselineN === 0) return measured(sizes, {})
  const pValue = limit !== null ? ruleP(hits, rows, limit) : hits === 0 ? 1 : Math.max(pMin, betaBinomialUpperTail(hits, rows, law.a, law.b))
  return measured(sizes, { value: hits / rows, ...wilson(hits, rows), pValue })
}
