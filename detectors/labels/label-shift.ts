import { solve, symmetricEigenvalues } from '../math/matrix.ts'

/** Beyond this condition number the confusion says too little about the classes. */
const conditionMax = 1e3

export interface LabelShift {
  /** By class: how many times as common as in the baseline; below 0 where the answers of the window cannot come from this model alone. */
  readonly weights: readonly number[]
  /** Shares of the classes, kept off below 0. */
  readonly prior: readonly number[]
  readonly clipped: boolean
}

/**
 * Shares of the classes without labels: w = C⁻¹μ, C the baseline's joint shares of answer and class, μ the shares of the window's answers;
 * prior = w × the baseline's. It holds where the classes look as they did and only their shares have moved.
 *
 * @param confusion  rows of the baseline, by answer, then by class
 * @param answers    shares of the window's answers
 * @returns null where C is near to singular
 * Source: Lipton, Wang and Smola (2018), Detecting and correcting for label shift with black box predictors, ICML.
 */
export function labelShift(confusion: readonly (readonly number[])[], answers: readonly number[]): LabelShift | null {
  const size = answers.length
  const total = confusion.flat().reduce((sum, rows) => sum + rows, 0)
  const joint = confusion.flat().map(rows => rows / total)
  const square = Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size]
    return answers.reduce((sum, _, k) => sum + (joint[k * size + i] ?? 0) * (joint[k * size + j] ?? 0), 0)
  })
  const values = symmetricEigenvalues(square, size)
  if (!((values.at(-1) ?? 0) * conditionMax ** 2 > (values[0] ?? 0))) return null
  const weights = solve(joint, answers)
  if (weights === null) return null
  const shares = weights.map((weight, label) => weight * answers.reduce((sum, _, answer) => sum + (joint[answer * size + label] ?? 0), 0))
  const kept = shares.map(share => Math.max(0, share))
  const sum = kept.reduce((all, share) => all + share, 0)
  return { weights: Array.from(weights), prior: Array.from(kept, share => share / sum), clipped: shares.some(share => share < 0) }
}

/** How a decision stands to the classes, in a baseline of labelled rows. */
export interface Decider {
  readonly tpr: number
  readonly fpr: number
  readonly positives: number
  readonly negatives: number
}

/** A model that hardly tells the classes apart says nothing of their shares. */
const tellsApartMin = 0.05

/** Standard error of the share of positives by rows of the window and of the baseline; null where decisions say too little. */
export function shiftError({ tpr, fpr, positives, negatives }: Decider, share: number, n: number): number | null {
  const apart = tpr - fpr
  if (!(apart >= tellsApartMin)) return null
  const prior = (share - fpr) / apart
  const variance = (share * (1 - share)) / n + (prior ** 2 * tpr * (1 - tpr)) / positives + ((1 - prior) ** 2 * fpr * (1 - fpr)) / negatives
  return Math.sqrt(variance) / apart
}
