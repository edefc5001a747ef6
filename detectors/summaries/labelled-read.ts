import { type GroupsSummary, type ScoresSummary, tables } from '../../contract/index.ts'
import { type GroupCounts, groupsOf } from './groups.ts'
import type { Stretch } from './pane-read.ts'
import { scoresOf } from './scores.ts'
import type { Statement } from './statement.ts'

/** Hours that are asked for. */
export interface LabelledSpan {
  readonly schema: number
  /** Apart from each other. */
  readonly spans: readonly Stretch[]
  /** Null for one slice of all spans. */
  readonly sliceSeconds: number | null
  /** `every` for all segments and groups in one read. */
  readonly segment: { readonly column: string; readonly value: string } | 'every' | null
}

/** One (cell, label, decision) of one slice. */
export interface LabelledLine {
  readonly at: number
  /** Physical column and value of its segment; both empty for the whole model. */
  readonly seg: string
  readonly val: string
  readonly cell: number
  /** 0 negative, 1 positive, 2 not known. */
  readonly y: number
  readonly decision: number
  readonly n: number
  readonly weight: number
  readonly weight2: number
  readonly log_loss: readonly [number, number]
  readonly brier: readonly [number, number]
}

const sliceOf = ({ sliceSeconds, spans }: LabelledSpan): string =>
  sliceSeconds === null ? `toUInt32(${spans[0]?.from ?? 0})` : `toUnixTimestamp(toStartOfInterval(t.p, INTERVAL ${sliceSeconds} SECOND))`

const condition = ({ schema, spans }: LabelledSpan): string =>
  `t.schema = ${schema} AND (${spans.map(({ from, to }) => `t.p >= fromUnixTimestamp(${from}) AND t.p < fromUnixTimestamp(${to})`).join(' OR ')})`

/** Scores, decisions and labels of a span: `LabelledLine` rows. Labelled hours are read here and nowhere else, always the latest version. */
export function labelledRead(span: LabelledSpan): Statement {
  const { segment } = span
  const wanted = segment === 'every' ? `t.seg != ''` : 't.seg = {segment:String} AND t.val = {value:String}'
  return {
    sql: `SELECT ${sliceOf(span)} at, t.seg seg, t.val val, cell, y, decision, toFloat64(sum(cnt)) n, sum(w) weight, sum(w2) weight2, [sum(row_log), sum(row_log2)] log_loss, [sum(row_brier), sum(row_brier2)] brier
FROM ${tables.labelled} AS t FINAL ARRAY JOIN t.cell AS cell, t.y AS y, t.decision AS decision, t.cnt AS cnt, t.w AS w, t.w2 AS w2, t.log_loss AS row_log, t.log_loss2 AS row_log2, t.brier AS row_brier, t.brier2 AS row_brier2
WHERE ${condition(span)} AND ${wanted} GROUP BY at, seg, val, cell, y, decision ORDER BY at, seg, val, cell, y, decision`,
    params: segment === 'every' ? {} : { segment: segment?.column ?? '', value: segment?.value ?? '' },
  }
}

/** One hour of one segment value, or of the whole model, as it is stored: entry by entry of the same length. */
export interface LabelledHour {
  readonly at: number
  readonly seg: string
  readonly val: string
  readonly cell: readonly number[]
  readonly y: readonly number[]
  readonly decision: readonly number[]
  readonly n: readonly number[]
  readonly weight: readonly number[]
  readonly weight2: readonly number[]
  readonly log_loss: readonly number[]
  readonly log_loss2: readonly number[]
  readonly brier: readonly number[]
  readonly brier2: readonly number[]
}

/** Hours of a span as they are stored: lines `LabelledHour`. A tenth of the text of `labelledRead` by the hour. */
export function labelledHoursRead(span: Omit<LabelledSpan, 'sliceSeconds'>): Statement {
  const { segment } = span
  const wanted = segment === 'every' ? `t.seg != ''` : 't.seg = {segment:String} AND t.val = {value:String}'
  return {
    sql: `SELECT toUnixTimestamp(t.p) at, t.seg seg, t.val val, t.cell cell, t.y y, t.decision decision, arrayMap(c -> toFloat64(c), t.cnt) n, t.w weight, t.w2 weight2, t.log_loss log_loss, t.log_loss2 log_loss2, t.brier brier, t.brier2 brier2
FROM ${tables.labelled} AS t FINAL WHERE ${condition({ ...span, sliceSeconds: null })} AND ${wanted} ORDER BY at, seg, val`,
    params: segment === 'every' ? {} : { segment: segment?.column ?? '', value: segment?.value ?? '' },
  }
}

/** Summary of a stored hour. */
export function scoresOfHour({ at, seg, val, ...hour }: LabelledHour): ScoresSummary {
  const entry = (list: readonly number[], index: number): number => list[index] ?? 0
  const lines = hour.cell.map(
    (cell, index): LabelledLine => ({
      at,
      seg,
      val,
      cell,
      y: entry(hour.y, index),
      decision: entry(hour.decision, index),
      n: entry(hour.n, index),
      weight: entry(hour.weight, index),
      weight2: entry(hour.weight2, index),
      log_loss: [entry(hour.log_loss, index), entry(hour.log_loss2, index)],
      brier: [entry(hour.brier, index), entry(hour.brier2, index)],
    }),
  )
  return scoresOfLines(lines)
}

/** Rows and positive decisions of each value of a group column: lines `{ at, value, rows, positives }`. */
export function groupsRead(span: Omit<LabelledSpan, 'segment'>, column: string): Statement {
  return {
    sql: `SELECT ${sliceOf({ ...span, segment: null })} at, t.val value, toFloat64(sum(cnt)) rows, toFloat64(sumIf(cnt, decision = 1)) positives
FROM ${tables.labelled} AS t FINAL ARRAY JOIN cnt, decision WHERE ${condition({ ...span, segment: null })} AND t.seg = {segment:String} GROUP BY at, value ORDER BY at, value`,
    params: { segment: column },
  }
}

const cellsPerUnit = 1000

/** Summary of the lines of one slice. A cell is read as its middle; 1000 holds the score 1 alone. */
export function scoresOfLines(lines: readonly LabelledLine[]): ScoresSummary {
  const known = lines.filter(line => line.y < 2)
  const groups = known.map(({ cell, y, decision, n, weight, weight2, log_loss, brier }) => ({
    score: cell === cellsPerUnit ? 1 : (cell + 0.5) / cellsPerUnit,
    y: y === 1,
    decision: decision === 1,
    n,
    weight,
    weight2,
    logLoss: log_loss,
    brier,
  }))
  const rows = lines.reduce((sum, { n }) => sum + n, 0)
  return scoresOf(groups, rows, 1 / cellsPerUnit)
}

/** The advantaged group against each other, of the lines of one slice. */
export function groupsOfLines(
  lines: readonly { readonly value: string; readonly rows: number; readonly positives: number }[],
  advantaged: string,
): GroupsSummary[] {
  const counts: GroupCounts = new Map(lines.map(({ value, rows, positives }) => [value, { rows, positives }]))
  return groupsOf(counts, advantaged)
}
