import type { Decision } from '../../contract/index.ts'
import { binomialUpperTail } from '../math/counts.ts'
import { clopperPearson } from '../math/proportion.ts'
import { nothing } from './counts.ts'
import type { RateCounts } from './rate.ts'

/** Smallest p that is told apart. */
const pMin = 1e-300

/**
 * A rate that a person has bounded. It needs no baseline, and nothing that is learned moves it: T and v are those of the exact test, for sorting.
 *
 * @param limit  share of the rows that is allowed; 0 allows none
 */
export function decideRule(counts: RateCounts, limit: number): Decision {
  const { hits, rows, baselineHits } = counts
  if (rows === 0) return nothing
  // A rule needs no reference; but whoever divides by its rows must not meet a 0.
  const baselineRows = Math.max(1, counts.baselineRows)
  const value = hits / rows
  const T = breaksRule(hits, rows, limit) ? Math.max(1, -2 * Math.log(ruleP(hits, rows, limit))) : 0
  return {
    T,
    v: 1 / rows,
    nu: 1,
    n: rows,
    baselineN: counts.baselineRows,
    value,
    rate: { hits, rows, baselineHits, baselineRows, twoSided: false, tolerated: 0, limit },
  }
}

/** Strictly above the limit with 97.5 % confidence (Clopper–Pearson); of a limit of 0, any. */
export const breaksRule = (hits: number, rows: number, limit: number): boolean => (limit === 0 ? hits > 0 : clopperPearson(hits, rows).low > limit)

/** Chance of as many hits or more where the limit is just kept. */
export const ruleP = (hits: number, rows: number, limit: number): number => (hits === 0 ? 1 : Math.max(pMin, binomialUpperTail(Math.ceil(hits), rows, limit)))
