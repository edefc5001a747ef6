import { type Area, areaOf } from '../labels/roc.ts'
import { normal } from '../math/normal.ts'
import { type Classed, fitLogistic, marginOf } from './logistic.ts'
import { clipped } from './sizes.ts'

export const folds = 5

/** Margins of rows by models that have not learned from them; `fold` says which rows are left out together. */
export function crossFitted(data: Omit<Classed, 'learned'>, fold: ArrayLike<number>, l2: number): Float64Array {
  const scores = new Float64Array(data.rows.length)
  const all = data.rows.map((_, at) => at)
  let model: Float64Array = new Float64Array((data.rows[0]?.length ?? 0) + 1)
  for (let left = 0; left < folds; left++) {
    model = fitLogistic({ ...data, learned: all.filter(at => fold[at] !== left) }, l2, model)
    for (const at of all) if (fold[at] === left) scores[at] = marginOf(data.rows[at] as Float64Array, model)
  }
  return scores
}

/** Area under the ROC curve of scores, class 1 above; null without one of the classes. */
export function areaOfScores(scores: Float64Array, classes: Uint8Array): Area | null {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number))
  const [ones, zeros] = [[] as number[], [] as number[]]
  let last = Number.NaN
  for (const at of order) {
    if (scores[at] !== last) {
      ones.push(0)
      zeros.push(0)
    }
    last = scores[at] as number
    const side = classes[at] === 1 ? ones : zeros
    side[side.length - 1] = (side.at(-1) ?? 0) + 1
  }
  return areaOf(Float64Array.from(ones), Float64Array.from(zeros))
}

/** One-sided: an area below ½ is noise. Wilcoxon's error for a and b rows of the classes. */
export function areaP(area: number, a: number, b: number): { readonly z: number; readonly pValue: number } {
  const z = (area - 0.5) / Math.sqrt((a + b + 1) / (12 * a * b))
  return { z, pValue: clipped(normal.upperTail(z)) }
}
