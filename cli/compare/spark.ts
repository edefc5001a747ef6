import type { CategorySummary, NumericSummary, Summary } from '../../contract/index.ts'
import { quantileOf } from '../../detectors/summaries/cells.ts'

const bars = ' ▁▂▃▄▅▆▇█'
const width = 12

/** A distribution as a row of bars, the tallest full. Empty for nothing. */
function spark(shares: readonly number[]): string {
  const top = Math.max(...shares)
  if (!(top > 0)) return ''
  return shares.map(share => bars[share === 0 ? 0 : Math.max(1, Math.round((share / top) * 8))] ?? ' ').join('')
}

/** Both sides of a column over the same cells, as shares of their rows. */
export interface Shape {
  readonly reference: readonly number[]
  readonly current: readonly number[]
  /** What the cells are: a category each, or the ends of all. */
  readonly labels: readonly string[]
  readonly ordered: boolean
}

/** The shape in two rows of bars. */
export const sparkPair = ({ reference, current }: Shape): readonly [string, string] => [spark(reference), spark(current)]

const noShape: Shape = { reference: [], current: [], labels: [], ordered: true }

/** Cells are equal steps of the reference's middle 98 %, or its most frequent categories and the rest. */
export function shapeOf(reference: Summary, current: Summary, cells = width): Shape {
  if (reference.kind === 'numeric' && current.kind === 'numeric') return numericShape(reference, current, cells)
  if (reference.kind === 'category' && current.kind === 'category') return categoryShape(reference, current, cells)
  return noShape
}

function numericShape(reference: NumericSummary, current: NumericSummary, width: number): Shape {
  const [low, high] = [quantile(reference, 0.01), quantile(reference, 0.99)]
  const shares = ({ cells }: NumericSummary): number[] => {
    const counts = Array.from({ length: width }, () => 0)
    for (let index = 0; index < cells.values.length; index++) {
      const value = cells.values[index] as number
      const at = high > low ? Math.floor(((value - low) / (high - low)) * width) : value < low ? 0 : value > high ? width - 1 : width / 2
      const cell = Math.min(width - 1, Math.max(0, at))
      counts[cell] = (counts[cell] ?? 0) + (cells.counts[index] ?? 0)
    }
    return sharesOf(counts)
  }
  return { reference: shares(reference), current: shares(current), labels: [low, high].map(end => Number(end.toPrecision(4)).toString()), ordered: true }
}

function sharesOf(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return all > 0 ? counts.map(count => count / all) : counts.map(() => 0)
}

function quantile({ cells }: NumericSummary, share: number): number {
  return cells.values.length === 0 ? 0 : quantileOf(cells, share)
}

function categoryShape(reference: CategorySummary, current: CategorySummary, width: number): Shape {
  const top = [...reference.counts].sort(([, a], [, b]) => b - a).slice(0, width - 1)
  const shares = ({ counts, rest }: CategorySummary): number[] => {
    const listed = top.map(([name]) => counts.get(name) ?? 0)
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0) + rest
    return sharesOf([...listed, all - listed.reduce((sum, count) => sum + count, 0)])
  }
  return { reference: shares(reference), current: shares(current), labels: [...top.map(([name]) => name), 'all others'], ordered: false }
}
