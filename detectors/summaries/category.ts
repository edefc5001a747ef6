import type { CategorySummary } from '../../contract/index.ts'
import { absentText } from './absent.ts'
import { addedCounts } from './added-counts.ts'

/**
 * The twin of the engine's statements: a summary of an array, exact.
 *
 * @param texts    absent values are the texts of `absentText`
 * @param weights  one a value, or empty when rows are not weighted
 */
export function categoryFromArray(texts: readonly string[], weights: ArrayLike<number> = []): CategorySummary {
  const counts = new Map<string, number>()
  const totals = { n: texts.length, nulls: 0, bad: 0, weight: 0, weight2: 0 }
  for (const [row, text] of texts.entries()) {
    const weight = weights[row] ?? 1
    totals.weight += weight
    totals.weight2 += weight * weight
    if (text === absentText.missing) totals.nulls++
    else if (text === absentText.wrong) totals.bad++
    else counts.set(text, (counts.get(text) ?? 0) + weight)
  }
  return { kind: 'category', ...totals, counts, rest: 0, distinct: counts.size }
}

/** Both windows together. `distinct` is exact unless a side was capped; then at least the larger side's. */
export function mergeCategory(a: CategorySummary, b: CategorySummary): CategorySummary {
  const counts = new Map(a.counts)
  for (const [key, count] of b.counts) counts.set(key, (counts.get(key) ?? 0) + count)
  return {
    kind: 'category',
    ...addedCounts(a, b),
    counts,
    rest: a.rest + b.rest,
    distinct: Math.max(counts.size, a.distinct, b.distinct),
  }
}

/** Puts texts where only hashes are known; a hash without a text stays. */
export function named(summary: CategorySummary, names: ReadonlyMap<string, string>): CategorySummary {
  return { ...summary, counts: new Map(Array.from(summary.counts, ([key, count]) => [names.get(key) ?? key, count])) }
}

/** Counts of rows that all have a value, as a column. */
export function categoryOfCounts(counts: ReadonlyMap<string, number>): CategorySummary {
  let n = 0
  for (const count of counts.values()) n += count
  return { kind: 'category', n, nulls: 0, bad: 0, weight: n, weight2: n, counts, rest: 0, distinct: counts.size }
}
