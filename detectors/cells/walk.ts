import type { Cells } from '../../contract/index.ts'
import { totalOf } from '../summaries/cells.ts'

type Visit = (value: number, F: number, G: number) => void

/** Every value of two columns in order, with the share of each side at or below it. */
interface Walk {
  readonly baseline: Cells
  readonly window: Cells
  readonly length: number
  readonly values: Float64Array
  readonly F: Float64Array
  readonly G: Float64Array
}

/** The latest two columns: all statistics of a column walk the same pair, one after another. */
let latest: Walk | null = null
/** Shorter lists are walked sooner than kept; of longer ones three numbers a value would be a burden. */
const [keptMin, keptMax] = [256, 2_500_000]

/**
 * Visits every value of two columns in order, with the share of each side at or below it, and its own share of each side.
 * Both sides must hold something.
 */
export function walkShares(baseline: Cells, window: Cells, visit: Visit): void {
  const size = baseline.values.length + window.values.length
  if (size < keptMin || size > keptMax) {
    merge(baseline, window, visit)
    return
  }
  if (latest?.baseline !== baseline || latest.window !== window) latest = walkOf(baseline, window)
  const { values, F, G, length } = latest
  for (let at = 0; at < length; at++) visit(values[at] as number, F[at] as number, G[at] as number)
}

function walkOf(baseline: Cells, window: Cells): Walk {
  const size = baseline.values.length + window.values.length
  const [values, F, G] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)]
  let length = 0
  merge(baseline, window, (value, before, after) => {
    values[length] = value
    F[length] = before
    G[length++] = after
  })
  return { baseline, window, length, values, F, G }
}

function merge(baseline: Cells, window: Cells, visit: Visit): void {
  const [N, n] = [totalOf(baseline.counts), totalOf(window.counts)]
  const { values, counts } = baseline
  const { values: valuesWindow, counts: countsWindow } = window
  let [below, belowWindow, i, j] = [0, 0, 0, 0]
  while (i < values.length || j < valuesWindow.length) {
    // Reading beyond the end of an array would make every step several times as dear.
    const left = i < values.length ? (values[i] as number) : Infinity
    const right = j < valuesWindow.length ? (valuesWindow[j] as number) : Infinity
    if (left <= right && i < counts.length) below += counts[i++] as number
    if (right <= left && j < countsWindow.length) belowWindow += countsWindow[j++] as number
    visit(left < right ? left : right, below / N, belowWindow / n)
  }
}
