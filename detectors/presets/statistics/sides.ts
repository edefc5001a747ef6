import type { Cells, PresetSummary } from '../../../contract/index.ts'
import { stretchesOf } from '../../cells/walk.ts'
import { totalOf } from '../../summaries/cells.ts'
import { numbersOf } from '../binning/counts.ts'

/** Finite numbers of both sides, with their rows. */
export interface Sides {
  readonly before: Cells
  readonly after: Cells
  readonly N: number
  readonly n: number
}

/** @returns null where a side has no finite number */
export function sidesOf(reference: PresetSummary, current: PresetSummary): Sides | null {
  const [before, after] = [numbersOf(reference), numbersOf(current)]
  const [N, n] = [totalOf(before.counts), totalOf(after.counts)]
  return N > 0 && n > 0 ? { before, after, N, n } : null
}

/** One value of either side: rows of both there, and below. */
export interface Step {
  readonly value: number
  readonly rows: number
  readonly other: number
  readonly below: number
  readonly otherBelow: number
}

/** Every value of both sides in order. */
export function stepsOf({ before, after, N, n }: Sides): Step[] {
  const steps: Step[] = []
  let [below, otherBelow] = [0, 0]
  for (const { length, values, F, G } of stretchesOf(before, after)) {
    for (let at = 0; at < length; at++) {
      const [upTo, otherUpTo] = [Math.round((F[at] as number) * N), Math.round((G[at] as number) * n)]
      steps.push({ value: values[at] as number, rows: upTo - below, other: otherUpTo - otherBelow, below, otherBelow })
      below = upTo
      otherBelow = otherUpTo
    }
  }
  return steps
}

/** Mean and population variance of one side. */
export function meanAndVariance({ values, counts }: Cells, rows: number): { readonly mean: number; readonly variance: number } {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += (values[at] as number) * (counts[at] as number)
  const mean = sum / rows
  let squares = 0
  for (let at = 0; at < values.length; at++) squares += ((values[at] as number) - mean) ** 2 * (counts[at] as number)
  return { mean, variance: squares / rows }
}
