import type { Deciding, Decision, Measure, NumericSummary, Tally } from '../../contract/index.ts'
import { normalScores } from '../calibration/scores.ts'
import { decidingCells } from './column-cells.ts'
import { shownEffect } from './effect.ts'
import { measured } from './measured.ts'
import { sizesOf } from './present.ts'
import { countByEdges, type QuantileFrame, quantileEdges, tallyByEdges } from './quantile-cells.ts'

/** Quantile cells with the normal score of each under the baseline: bounded, so their mean has normal tails whatever the column has. */
export interface ScoreFrame extends QuantileFrame {
  readonly scores: readonly number[]
}

/** An effect of the scores of a window against those of a reference. */
export type ScoreDecision = (scores: readonly number[], reference: Tally, window: Tally) => Decision

function scoreFrame(baseline: NumericSummary): ScoreFrame {
  const edges = quantileEdges(baseline.cells, decidingCells)
  return { edges, scores: normalScores(countByEdges(baseline.cells, edges)) }
}

/** The effect with its 95 % interval and two-sided p, for iid rows. */
export const readScores =
  (decide: ScoreDecision) =>
  (baseline: NumericSummary, window: NumericSummary): Measure => {
    const frame = scoreFrame(baseline)
    return measured(sizesOf(baseline, window), shownEffect(decide(frame.scores, tallyByEdges(frame, baseline), tallyByEdges(frame, window))))
  }

export const scoreDeciding = (decide: ScoreDecision, tolerance: { readonly matters: number; readonly limit: number }): Deciding<'numeric', ScoreFrame> => ({
  frame: scoreFrame,
  tally: tallyByEdges,
  decide: ({ scores }, reference, window) => decide(scores, reference, window),
  matters: () => tolerance.matters,
  limit: () => tolerance.limit,
  exact: false,
  group: 'columns',
})
