import type { Engine } from '../../collector/store/store.ts'
import { type Detector, Failure, type ScoresSummary } from '../../contract/index.ts'
import { absentText, textLiteral } from '../../detectors/summaries/absent.ts'
import { type LabelledLine, scoresOfLines } from '../../detectors/summaries/labelled-read.ts'
import { judgedRow, matches, withLosses } from '../../detectors/summaries/labelled-select.ts'
import type { Statement } from '../../detectors/summaries/statement.ts'
import type { PlannedColumn } from '../compare/plan.ts'

/** Names that performance metrics have elsewhere. */
const metricNames = new Map([
  ['auc', 'roc_auc'],
  ['logloss', 'log_loss'],
])

/** What a metric of labelled scores is called where people read it: the usual name. */
export function metricOf({ name }: Detector): string {
  const metric = name.slice(name.indexOf('/') + 1)
  return metricNames.get(metric) ?? metric
}

/** Columns that hold what the model said, and the truth. */
export interface OutputWishes {
  readonly score: string | null
  readonly prediction: string | null
  readonly label: string | null
  /** Text of the positive class. */
  readonly positive: string
}

/** What performance is judged of, as expressions over a row. */
export interface ScoredColumns {
  readonly score: string
  readonly decision: string
  /** 0 negative, 1 positive, 2 not known. */
  readonly truth: string
  readonly positive: string
  /** Columns that it is made of. */
  readonly madeOf: ReadonlySet<string>
}

/** Columns with the roles that were told; all others are features. */
export function withRoles(columns: readonly PlannedColumn[], { score, prediction, label }: OutputWishes): PlannedColumn[] {
  const missing = [score, prediction, label].find(name => name !== null && !columns.some(column => column.name === name))
  if (missing !== undefined) throw new Failure('CONFIG', `the file has no column ${missing} that is not ignored`)
  const told = columns.find(({ name }) => name === score)
  if (told && told.type !== 'numeric') throw new Failure('CONFIG', `--score ${told.name}: a score is a number, but ${told.reason}`)
  return columns.map(column => {
    if (column.name === score) return { ...column, side: 'output', role: 'score' }
    return column.name === prediction ? { ...column, side: 'output', role: 'class' } : column
  })
}

/**
 * What performance is judged of; null without a label.
 *
 * @throws Failure CONFIG when no label is the positive class: then every AUC would be unsure, and every accuracy wrong
 */
export async function outputsOf(
  engine: Engine,
  { table, columns }: { readonly table: string; readonly columns: readonly PlannedColumn[] },
  wishes: OutputWishes,
): Promise<ScoredColumns | null> {
  const label = columns.find(({ name }) => name === wishes.label)
  const row = judgedRow({ columns: [...columns] })
  if (!label || !row) return null
  const unknown =
    label.type === 'numeric'
      ? `isNaN(${label.physical})`
      : `toString(${label.physical}) IN (${textLiteral(absentText.missing)}, ${textLiteral(absentText.wrong)})`
  const truth = `if(${unknown}, toUInt8(2), toUInt8(${matches(label)}))`
  const [found] = await engine.read<{ positives: number; values: string[] }>(
    `SELECT toFloat64(countIf(${truth} = 1)) positives, groupUniqArrayIf(5)(toString(${label.physical}), NOT ${unknown}) values FROM ${table}`,
    { positive: wishes.positive },
  )
  if (!found?.positives)
    throw new Failure(
      'CONFIG',
      `no row has ${label.name} = ${wishes.positive}; say --positive VALUE, which may be ${(found?.values ?? []).sort().join(', ') || 'nothing: no row has a label'}`,
    )
  const madeOf = [wishes.score, wishes.prediction, wishes.label].filter(name => name !== null)
  return { ...row, truth, positive: wishes.positive, madeOf: new Set(madeOf) }
}

export interface ScoredRequest {
  readonly table: string
  /** Expression for the number of a span. */
  readonly span: string
  /** Half-open, in numbers of rows. */
  readonly from: number
  readonly to: number
  /** Rows that count, as an expression with bound values. */
  readonly where: string
  readonly params: Statement['params']
}

/** Scores with labels by span, in the cells that production keeps them in. */
export async function readScores(
  engine: Engine,
  { table, span, from, to, where, params }: ScoredRequest,
  scored: ScoredColumns,
): Promise<Map<number, ScoresSummary>> {
  const rows = `(SELECT ${span} s, ${scored.score} score, ${scored.decision} decision, ${scored.truth} y FROM ${table} WHERE row >= ${from} AND row < ${to} AND (${where}) AND NOT isNaN(score))`
  const lines = await engine.read<LabelledLine & { s: string }>(
    `SELECT s, cell, y, decision, toFloat64(count()) n, n weight, n weight2, [sum(row_log_loss), sum(row_log_loss * row_log_loss)] log_loss, [sum(row_brier), sum(row_brier * row_brier)] brier
FROM (${withLosses(rows)}) GROUP BY s, cell, y, decision ORDER BY s, cell, y, decision`,
    { ...params, positive: scored.positive },
  )
  return new Map(
    Array.from(
      Map.groupBy(lines, ({ s }) => Number(s)),
      ([at, list]) => [at, scoresOfLines(list)] as const,
    ),
  )
}
