import type { Cells } from '../../contract/index.ts'
import { totalOf } from '../summaries/cells.ts'

/** Values of two columns in order, with the share of each side at or below them. As lists, because a call for each value would cost several times as much. */
export interface Stretch {
  /** Entries that are filled. */
  readonly length: number
  readonly values: Float64Array
  readonly F: Float64Array
  readonly G: Float64Array
}

type Lists = Pick<Stretch, 'values' | 'F' | 'G'>

const listsOf = (length: number): Lists => ({ values: new Float64Array(length), F: new Float64Array(length), G: new Float64Array(length) })

/** Used again by every walk: three fresh lists for each pair of columns would be most of what is thrown away. */
let lists = listsOf(2 ** 10)
/** The latest two columns where they are in the lists whole: all statistics of a column walk the same pair, one after another. */
let latest: { readonly baseline: Cells; readonly window: Cells; readonly whole: Stretch } | null = null
/** Longer columns are walked by stretches: three numbers a value would be a burden. */
const wholeMax = 2_500_000
const stretchMax = 2 ** 15

/**
 * Every value of two columns in order, one stretch after another. Both sides must hold something. A stretch is gone when the next is asked for, or when
 * another walk begins.
 */
export function* stretchesOf(baseline: Cells, window: Cells): Generator<Stretch> {
  if (latest?.baseline === baseline && latest.window === window) {
    yield latest.whole
    return
  }
  latest = null
  const size = baseline.values.length + window.values.length
  const most = size > wholeMax ? stretchMax : size
  if (lists.values.length < most) lists = listsOf(most)
  const reached = { i: 0, j: 0, below: 0, belowWindow: 0 }
  for (let length = fill(lists, baseline, window, reached); length > 0; length = fill(lists, baseline, window, reached)) {
    const stretch = { ...lists, length }
    if (size <= lists.values.length) latest = { baseline, window, whole: stretch }
    yield stretch
  }
}

/** How far a walk is: next value of each side, and what lies below. */
interface Reached {
  i: number
  j: number
  below: number
  belowWindow: number
}

/** @returns how many values were left, at most as many as the lists hold */
function fill(lists: Lists, baseline: Cells, window: Cells, reached: Reached): number {
  const [N, n] = [totalOf(baseline.counts), totalOf(window.counts)]
  const [values, counts, valuesWindow, countsWindow] = [baseline.values, baseline.counts, window.values, window.counts]
  let { i, j, below, belowWindow } = reached
  let length = 0
  while (length < lists.values.length && (i < values.length || j < valuesWindow.length)) {
    // Reading beyond the end of an array would make every step several times as dear.
    const left = i < values.length ? (values[i] as number) : Infinity
    const right = j < valuesWindow.length ? (valuesWindow[j] as number) : Infinity
    if (left <= right && i < counts.length) below += counts[i++] as number
    if (right <= left && j < countsWindow.length) belowWindow += countsWindow[j++] as number
    lists.values[length] = Math.min(left, right)
    lists.F[length] = below / N
    lists.G[length++] = belowWindow / n
  }
  Object.assign(reached, { i, j, below, belowWindow })
  return length
}
