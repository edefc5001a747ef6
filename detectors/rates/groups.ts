import type { GroupsSummary } from '../../contract/index.ts'

/** As many rows as the smaller group has: it says how much is known. */
export const groupSizes = (baseline: GroupsSummary, window: GroupsSummary) => {
  const smaller = ({ counts: [rowsA, , rowsD] }: GroupsSummary) => Math.min(rowsA, rowsD)
  return { n: smaller(window), nEff: smaller(window), baselineN: smaller(baseline) }
}

/** A rate with half a hit and half a miss added, so that its variances are never 0. */
export function smoothedRate(hits: number, rows: number): { readonly rate: number; readonly variance: number; readonly logVariance: number } {
  const rate = (hits + 0.5) / (rows + 1)
  return { rate, variance: (rate * (1 - rate)) / (rows + 1), logVariance: (1 - rate) / (hits + 0.5) }
}
