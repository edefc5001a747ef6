/**
 * Turns scores upside down without moving their distribution: s becomes Q(1 − F(s)), F and Q the distribution function of `usual` and its inverse. The most
 * likely rank becomes the least likely one, so the AUC becomes one less itself, while a histogram of scores stays as it was.
 *
 * @param usual  scores of quiet times, ascending, at least one
 */
export function upsideDown(usual: ArrayLike<number>): (score: number) => number {
  const size = usual.length
  const countBelow = (score: number, inclusive: boolean): number => {
    let low = 0
    let high = size
    while (low < high) {
      const middle = (low + high) >> 1
      const value = usual[middle] ?? 0
      if (value < score || (inclusive && value === score)) low = middle + 1
      else high = middle
    }
    return low
  }
  return score => {
    const share = (countBelow(score, false) + countBelow(score, true)) / 2 / size
    return usual[Math.min(size - 1, Math.floor((1 - share) * size))] ?? score
  }
}
