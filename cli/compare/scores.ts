import type { Engine } from '../../collector/store/store.ts'
import type { ScoresSummary } from '../../contract/index.ts'
import { withLosses } from '../../detectors/summaries/labelled-select.ts'
import { type ScoreGroup, scoresOf } from '../../detectors/summaries/scores.ts'
import type { ScoredColumns } from '../backtest/outputs.ts'
import type { Part } from '../backtest/segments.ts'

interface Line extends Pick<ScoreGroup, 'score' | 'n' | 'weight' | 'weight2'> {
  readonly y: number
  readonly decision: number
  readonly log_loss: readonly [number, number]
  readonly brier: readonly [number, number]
}

/** Scores with labels of some rows, exactly: a score for each that there is. */
export async function exactScores(
  engine: Engine,
  { table, weighted, part: { where, params } }: { readonly table: string; readonly weighted: boolean; readonly part: Pick<Part, 'where' | 'params'> },
  scored: ScoredColumns,
): Promise<ScoresSummary> {
  const rows = `(SELECT ${weighted ? 'weight' : 'toFloat64(1)'} w, ${scored.score} + 0 score, ${scored.decision} decision, ${scored.truth} y FROM ${table} WHERE (${where}) AND NOT isNaN(score))`
  const sums = (loss: string): string => `[sum(w * ${loss}), sum(w * ${loss} * ${loss})]`
  const lines = await engine.read<Line>(
    `SELECT score, y, decision, toFloat64(count()) n, sum(w) weight, sum(w * w) weight2, ${sums('row_log_loss')} log_loss, ${sums('row_brier')} brier
FROM (${withLosses(rows)}) GROUP BY score, y, decision ORDER BY score, y, decision`,
    { ...params, positive: scored.positive },
  )
  const groups = lines
    .filter(({ y }) => y < 2)
    .map(({ y, decision, log_loss: logLoss, ...line }) => ({ ...line, y: y === 1, decision: decision === 1, logLoss }))
  const all = lines.reduce((sum, { n }) => sum + n, 0)
  return scoresOf(groups, all, 0)
}
