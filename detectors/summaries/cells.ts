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

/** The cells of finite values: the given ones where all are, else views of their arrays. */
export function finiteCells(cells: Cells): Cells {
  const { values, counts, resolution } = cells
  const from = values[0] === -Infinity ? 1 : 0
  const to = values.length - (values.at(-1) === Infinity ? 1 : 0)
  if (from === 0 && to === values.length) return cells
  return { values: values.subarray(from, to), counts: counts.subarray(from, to), resolution }
}

/** Value below which a share of the weight lies: a listed value, never interpolated. NaN of nothing. */
export function quantileOf({ values, counts }: Cells, share: number): number {
  const wanted = share * totalOf(counts)
  let below = 0
  for (let index = 0; index < values.length; index++) {
    below += counts[index] as number
    if (below >= wanted) return values[index] as number
  }
  return values.at(-1) ?? Number.NaN
}

/** Sums of long lists: nobody changes the counts of a summary, and every statistic of a column asks for them again. */
const totals = new WeakMap<Float64Array, number>()
/** Shorter lists are added up sooner than found. */
const rememberedMin = 256

/** Sum of a list of counts. */
export function totalOf(counts: Float64Array): number {
  if (counts.length < rememberedMin) return sumOf(counts)
  const known = totals.get(counts)
  if (known !== undefined) return known
  const total = sumOf(counts)
  totals.set(counts, total)
  return total
}

function sumOf(counts: Float64Array): number {
  let total = 0
  for (let index = 0; index < counts.length; index++) total += counts[index] as number
  return total
}
