/** A row's answer beside its truth. */
export interface Seen {
  readonly score: number
  readonly late: boolean
}

/**
 * AUC, score by score: the share of (late, on time) pairs that the scores put in order, ties half (Mann and Whitney 1947). Null without both classes.
 */
export function aucOf(rows: readonly Seen[]): number | null {
  const tied = new Map<number, { late: number; onTime: number }>()
  for (const { score, late } of rows) {
    const count = tied.get(score) ?? { late: 0, onTime: 0 }
    count[late ? 'late' : 'onTime']++
    tied.set(score, count)
  }
  let [ordered, below, lates] = [0, 0, 0]
  for (const [, count] of [...tied].sort(([a], [b]) => a - b)) {
    ordered += count.late * (below + count.onTime / 2)
    below += count.onTime
    lates += count.late
  }
  return lates === 0 || below === 0 ? null : ordered / (lates * below)
}
