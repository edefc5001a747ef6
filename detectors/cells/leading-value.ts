import type { CategorySummary } from '../../contract/index.ts'
import { newcombe } from '../math/proportion.ts'
import { mergeCategory } from '../summaries/category.ts'
import { presentSize, presentWeight } from './present.ts'
import { valueKeys } from './value-cells.ts'

/** The most frequent value of both sides together: effective rows that hold it on either, and all. */
export interface LeadingValue {
  readonly x: number
  readonly n: number
  readonly y: number
  readonly N: number
}

/**
 * Both sides must hold a value. Equally frequent ones: the first by name. Were it the most frequent of the baseline alone, it would be there too
 * often by chance, and every window would seem to have less of it.
 */
export function leadingValue(baseline: CategorySummary, window: CategorySummary): LeadingValue {
  const [key] = valueKeys(mergeCategory(baseline, window))
  const held = (side: CategorySummary): number => ((side.counts.get(key ?? '') ?? 0) * presentSize(side)) / presentWeight(side)
  return { x: held(window), n: presentSize(window), y: held(baseline), N: presentSize(baseline) }
}

/** Its share in the window less its share in the baseline, with Newcombe's interval. */
export const shareMove = ({ x, n, y, N }: LeadingValue) => ({ value: x / n - y / N, ...newcombe(x, n, y, N) })

/** The z of two proportions with their pooled error, without continuity correction; NaN when nobody or everybody holds the value. */
export function proportionZ({ x, n, y, N }: LeadingValue): number {
  const pool = (x + y) / (n + N)
  return (x / n - y / N) / Math.sqrt(pool * (1 - pool) * (1 / n + 1 / N))
}
