/** Area under the ROC curve by ranks, ties shared (Mann and Whitney 1947). Null without both classes. */
export function rankAuc(scores: readonly number[], positive: readonly boolean[]): number | null {
  const tied = new Map<number, { positives: number; negatives: number }>()
  for (const [row, score] of scores.entries()) {
    const count = tied.get(score) ?? { positives: 0, negatives: 0 }
    count[positive[row] ? 'positives' : 'negatives']++
    tied.set(score, count)
  }
  let [wins, below, positives] = [0, 0, 0]
  for (const [, count] of [...tied].sort(([a], [b]) => a - b)) {
    wins += count.positives * (below + count.negatives / 2)
    below += count.negatives
    positives += count.positives
  }
  return positives === 0 || below === 0 ? null : wins / (positives * below)
}
