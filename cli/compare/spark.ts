import type { CategorySummary, NumericSummary, Summary } from '../../contract/index.ts'

const bars = ' ▁▂▃▄▅▆▇█'
const width = 12

/** A distribution as a row of bars, the tallest full. Empty for nothing. */
function spark(shares: readonly number[]): string {
  const top = Math.max(...shares)
  if (!(top > 0)) return ''
  return shares.map(share => bars[share === 0 ? 0 : Math.max(1, Math.round((share / top) * 8))] ?? ' ').join('')
}

/** Both sides of a column over the same cells: equal steps of the reference's middle 98 %, or its most frequent categories and the rest. */
export function sparkPair(reference: Summary, current: Summary): readonly [string, string] {
  if (reference.kind === 'numeric' && current.kind === 'numeric') return numericPair(reference, current)
  if (reference.kind === 'category' && current.kind === 'category') return categoryPair(reference, current)
  return ['', '']
}

function numericPair(reference: NumericSummary, current: NumericSummary): readonly [string, string] {
  const [low, high] = [quantile(reference, 0.01), quantile(reference, 0.99)]
  const shares = ({ cells }: NumericSummary): number[] => {
    const counts = Array.from({ length: width }, () => 0)
    for (const [index, value] of cells.values.entries()) {
      const at = high > low ? Math.floor(((value - low) / (high - low)) * width) : value < low ? 0 : value > high ? width - 1 : width / 2
      const cell = Math.min(width - 1, Math.max(0, at))
      counts[cell] = (counts[cell] ?? 0) + (cells.counts[index] ?? 0)
    }
    return counts
  }
  return [spark(shares(reference)), spark(shares(current))]
}

function quantile({ cells }: NumericSummary, share: number): number {
  const wanted = share * cells.counts.reduce((sum, count) => sum + count, 0)
  let below = 0
  const index = cells.counts.findIndex(count => (below += count) >= wanted)
  return cells.values[index] ?? 0
}

function categoryPair(reference: CategorySummary, current: CategorySummary): readonly [string, string] {
  const top = [...reference.counts].sort(([, a], [, b]) => b - a).slice(0, width - 1)
  const shares = ({ counts, rest }: CategorySummary): number[] => {
    const listed = top.map(([name]) => counts.get(name) ?? 0)
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0) + rest
    return [...listed, all - listed.reduce((sum, count) => sum + count, 0)]
  }
  return [spark(shares(reference)), spark(shares(current))]
}
