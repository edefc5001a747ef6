import { type Column, columnOf, type ModelSchema, rowTable, tables } from '../../contract/index.ts'
import { absentText, textLiteral } from './absent.ts'
import { groupingSets, type PaneRequest, paneParams, segmentColumns, segmentList, segmentValue } from './pane-source.ts'
import type { Statement } from './statement.ts'

/** Hours of scores, decisions and labels to be made. `segments` holds the protected groups beside the segments. */
export type LabelledRequest = Pick<PaneRequest, 'schema' | 'panes' | 'segments' | 'version'>

const hour = 3600
const written = 'schema, seg, val, p, ver, n, labelled, cell, y, decision, cnt, w, w2, log_loss, log_loss2, brier, brier2'

/** A label that is the text or the number of the positive class. */
const isPositive = '(text = {positive:String} OR ifNull(toFloat64OrNull({positive:String}) = number, false))'

/** Expressions for the score and the decision of a row. */
interface JudgedRow {
  readonly score: string
  readonly decision: string
}

/** Score and decision of a row; a model that sends only one of them has the other from it (1 or 0; score ≥ ½). */
export function judgedRow(schema: Pick<ModelSchema, 'columns'>): JudgedRow | null {
  const [score, decided] = [columnOf(schema, 'score'), columnOf(schema, 'class')]
  const decision = decided ? matches(decided) : score ? `${score.physical} >= 0.5` : null
  if (decision === null) return null
  return { score: score ? score.physical : `toFloat64(${decision})`, decision: `toUInt8(${decision})` }
}

/** Whether a column holds the positive class, whose text is bound as `positive`. */
export const matches = ({ type, physical }: Pick<Column, 'type' | 'physical'>): string =>
  type === 'numeric' ? `ifNull(toFloat64OrNull({positive:String}) = ${physical}, false)` : `toString(${physical}) = {positive:String}`

/** Class that counts as positive when nobody declared one. */
export const positiveDefault = '1'

/**
 * One statement for all due hours: S9, S10 and S13 of the whole model and of each segment or group value. Scores are clamped to
 * [0, 1] and cut to `floor(1000 s)`, which puts each threshold k/1000 into its own cell; probabilities below 2^−52 count as that.
 *
 * @returns null when the model sends neither a numeric score nor a class
 */
export function labelledInsert(request: LabelledRequest): Statement | null {
  const { schema, version } = request
  const row = judgedRow(schema)
  if (!row) return null
  const segments = [...request.segments.keys()]
  const groups = `SELECT p, ${segmentColumns(segments)}, cell, y, decision, count() cnt, sum(weight) w, sum(weight * weight) w2,
      sumIf(weight * row_log_loss, y < 2) log_loss, sumIf(weight * row_log_loss * row_log_loss, y < 2) log_loss2,
      sumIf(weight * row_brier, y < 2) brier, sumIf(weight * row_brier * row_brier, y < 2) brier2
    FROM (${withLosses(`(${rowsWithLabels(request, row)})`)}) ${groupingSets('p, cell, y, decision', segments)}`
  return {
    sql: `INSERT INTO ${tables.labelled} (${written})
SELECT ${schema.number} schema, seg, val, p, ${version} ver, sum(cnt), sumIf(cnt, y < 2), ${['cell', 'y', 'decision', 'cnt', 'w', 'w2', 'log_loss', 'log_loss2', 'brier', 'brier2'].map(name => `groupArray(${name})`).join(', ')}
FROM (SELECT * FROM (${groups}) ORDER BY p, seg, val, cell, y, decision) GROUP BY p, seg, val`,
    params: { ...paneParams({ ...request, stepSeconds: hour }), positive: schema.positive ?? positiveDefault, model: schema.model, label: schema.label ?? '' },
  }
}

/** Rows of `score` and `y` with their cell and their losses. */
export const withLosses = (rows: string): string =>
  `SELECT *, toUInt16(floor(least(greatest(score, 0), 1) * 1000)) cell, -log(least(1 - pow(2, -52), greatest(pow(2, -52), if(y = 1, score, 1 - score)))) row_log_loss, pow(score - (y = 1), 2) row_brier FROM ${rows}`

/** A label without a name is the model's own, beside that of its declared name. */
export const ownLabel = (parameter: string): string => `label IN ('', {${parameter}:String})`

/** The truth of each row: of the two names the one known last, as it is of two labels of one name. */
function truths({ label }: ModelSchema, due: string): string {
  const labels = `FROM ${tables.labels} FINAL WHERE model = {model:String} AND ${ownLabel('label')} AND ${due}`
  if ((label ?? '') === '') return `SELECT id, row, text, number ${labels}`
  return `SELECT id, row, tupleElement(newest, 1) text, tupleElement(newest, 2) number FROM (SELECT id, row, argMax((text, number), (known_at, label)) newest ${labels} GROUP BY id, row)`
}

/** Rows of the hours with y: 0 negative, 1 positive, 2 not known. */
function rowsWithLabels({ schema, segments }: LabelledRequest, { score, decision }: JudgedRow): string {
  const columns = [...segments.keys()].map(one => `, ${segmentValue(one, segmentList(one))} s_${one}`).join('')
  const due = (time: string) =>
    `${time} >= fromUnixTimestamp({from:UInt32}) AND ${time} < fromUnixTimestamp({to:UInt32}) AND has({panes:Array(UInt32)}, toUnixTimestamp(toStartOfHour(${time})))`
  return `SELECT toStartOfHour(r.ts) p${columns}, ${score} score, ${decision} decision, ${schema.weighted ? 'weight' : 'toFloat64(1) weight'}, if(l.known = 1, l.positive, toUInt8(2)) y
        FROM ${rowTable(schema)} r LEFT JOIN (SELECT id, row, toUInt8(1) known, toUInt8(${isPositive}) positive FROM (${truths(schema, due('ts'))})
          WHERE text != ${textLiteral(absentText.missing)}) l USING (id, row)
        WHERE ${due('r.ts')} AND NOT isNaN(score)`
}
