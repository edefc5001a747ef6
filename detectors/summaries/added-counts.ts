/** What every summary of one column counts, whatever it holds. */
interface ColumnCounts {
  readonly n: number
  readonly nulls: number
  readonly bad: number
  readonly weight: number
  readonly weight2: number
}

/** Counts of both windows together. */
export const addedCounts = (a: ColumnCounts, b: ColumnCounts): ColumnCounts => ({
  n: a.n + b.n,
  nulls: a.nulls + b.nulls,
  bad: a.bad + b.bad,
  weight: a.weight + b.weight,
  weight2: a.weight2 + b.weight2,
})
