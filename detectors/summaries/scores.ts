import type { ScoresSummary } from '../../contract/index.ts'
import { mergeCells } from './cells.ts'

/** One row with a score: what the model said and, if known, the truth. */
export interface ScoredRow {
  readonly score: number
  /** True for the positive class; null when not known. */
  readonly y: boolean | null
  /** Decision as sent. */
  readonly decision: boolean
  readonly weight: number
}

/** Smallest probability whose logarithm is taken: 2^−52, as scikit-learn has it for doubles. */
const clip = 2 ** -52

/** Log loss and Brier loss of one row. */
function lossesOf(score: number, y: boolean): readonly [number, number] {
  const probability = Math.min(1 - clip, Math.max(clip, y ? score : 1 - score))
  return [-Math.log(probability), (score - (y ? 1 : 0)) ** 2]
}

/** One group of rows with equal score, label and decision, with its sums. */
export interface ScoreGroup {
  readonly score: number
  readonly y: boolean
  readonly decision: boolean
  readonly n: number
  readonly weight: number
  readonly weight2: number
  readonly logLoss: readonly [number, number]
  readonly brier: readonly [number, number]
}

/**
 * A summary of labelled groups.
 *
 * @param rows        rows of the span, labelled or not
 * @param resolution  width of a score cell
 */
export function scoresOf(groups: readonly ScoreGroup[], rows: number, resolution: number): ScoresSummary {
  const scores = Float64Array.from(new Set(groups.map(group => group.score))).sort()
  const place = new Map(Array.from(scores, (score, index) => [score, index]))
  const positives = new Float64Array(scores.length)
  const negatives = new Float64Array(scores.length)
  const confusion: [number, number, number, number] = [0, 0, 0, 0]
  const sums = { n: 0, weight: 0, weight2: 0 }
  const logLoss: [number, number] = [0, 0]
  const brier: [number, number] = [0, 0]
  for (const group of groups) {
    const side = group.y ? positives : negatives
    const index = place.get(group.score) ?? 0
    side[index] = (side[index] ?? 0) + group.weight
    confusion[quadrant(group)] += group.weight
    sums.n += group.n
    sums.weight += group.weight
    sums.weight2 += group.weight2
    add(logLoss, group.logLoss)
    add(brier, group.brier)
  }
  return { kind: 'scores', ...sums, rows, scores, positives, negatives, confusion, logLoss, brier, resolution }
}

const quadrant = ({ y, decision }: Pick<ScoreGroup, 'y' | 'decision'>): 0 | 1 | 2 | 3 => (decision ? (y ? 0 : 1) : y ? 2 : 3)

function add(into: [number, number], sums: readonly [number, number]): void {
  into[0] += sums[0]
  into[1] += sums[1]
}

/** The twin of the engine's statements: a summary of rows, exact. Rows whose score is NaN are left out. */
export function scoresFromRows(rows: readonly ScoredRow[]): ScoresSummary {
  const scored = rows.filter(row => !Number.isNaN(row.score))
  const groups = scored.flatMap(({ score, y, decision, weight }) => {
    if (y === null) return []
    const [log, brier] = lossesOf(score, y)
    return [{ score: score + 0, y, decision, n: 1, weight, weight2: weight * weight, logLoss: weighted(weight, log), brier: weighted(weight, brier) }]
  })
  return scoresOf(groups, scored.length, 0)
}

const weighted = (weight: number, loss: number): readonly [number, number] => [weight * loss, weight * loss * loss]

/** Both windows together. */
export function mergeScores(a: ScoresSummary, b: ScoresSummary): ScoresSummary {
  const positive = mergeCells({ values: a.scores, counts: a.positives, resolution: 0 }, { values: b.scores, counts: b.positives, resolution: 0 })
  const negative = mergeCells({ values: a.scores, counts: a.negatives, resolution: 0 }, { values: b.scores, counts: b.negatives, resolution: 0 })
  return {
    kind: 'scores',
    n: a.n + b.n,
    weight: a.weight + b.weight,
    weight2: a.weight2 + b.weight2,
    rows: a.rows + b.rows,
    scores: positive.values,
    positives: positive.counts,
    negatives: negative.counts,
    confusion: [a.confusion[0] + b.confusion[0], a.confusion[1] + b.confusion[1], a.confusion[2] + b.confusion[2], a.confusion[3] + b.confusion[3]],
    logLoss: [a.logLoss[0] + b.logLoss[0], a.logLoss[1] + b.logLoss[1]],
    brier: [a.brier[0] + b.brier[0], a.brier[1] + b.brier[1]],
    resolution: Math.max(a.resolution, b.resolution),
  }
}
