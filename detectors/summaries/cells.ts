import type { Cells } from '../../contract/index.ts'

/** Cells of (value, weight) pairs in any order; equal values are added up. −0 is 0. */
export function tallyCells(pairs: readonly (readonly [number, number])[]): Cells {
  const sorted = pairs.map(([value, weight]) => [value + 0, weight] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const values: number[] = []
  const counts: number[] = []
  for (const [value, weight] of sorted) {
    if (values.at(-1) === value) counts[counts.length - 1] = (counts.at(-1) ?? 0) + weight
    else {
      values.push(value)
      counts.push(weight)
    }
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts), resolution: 0 }
}

const countAt = ({ counts }: Cells, index: number): number => counts[index] ?? 0

/** Both lists as one; equal values are added up. */
export function mergeCells(a: Cells, b: Cells): Cells {
  const values = new Float64Array(a.values.length + b.values.length)
  const counts = new Float64Array(values.length)
  let length = 0
  for (let i = 0, j = 0; i < a.values.length || j < b.values.length; length++) {
    // A list that has ended says Infinity; where that is also a value, the count beside it is absent.
    const left = a.values[i] ?? Infinity
    const right = b.values[j] ?? Infinity
    values[length] = Math.min(left, right)
    counts[length] = (left <= right ? countAt(a, i++) : 0) + (right <= left ? countAt(b, j++) : 0)
  }
  return { values: values.slice(0, length), counts: counts.slice(0, length), resolution: Math.max(a.resolution, b.resolution) }
}

/** The cells of finite values; the arrays are views of the given ones. */
export function finiteCells({ values, counts, resolution }: Cells): Cells {
  const from = values[0] === -Infinity ? 1 : 0
  const to = values.length - (values.at(-1) === Infinity ? 1 : 0)
  return { values: values.subarray(from, to), counts: counts.subarray(from, to), resolution }
}

/** Value below which a share of the weight lies: a listed value, never interpolated. NaN of nothing. */
export function quantileOf({ values, counts }: Cells, share: number): number {
  const wanted = share * totalOf(counts)
  let below = 0
  for (const [index, value] of values.entries()) {
    below += counts[index] ?? 0
    if (below >= wanted) return value
  }
  return values.at(-1) ?? Number.NaN
}

/** Sum of a list of counts. */
export function totalOf(counts: Float64Array): number {
  let total = 0
  for (const count of counts) total += count
  return total
}
