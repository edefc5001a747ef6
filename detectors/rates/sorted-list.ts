/** Is it in a sorted list? A window has few values, a vocabulary many. */
export function isListed(sorted: readonly string[], key: string): boolean {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return sorted[low] === key
}
