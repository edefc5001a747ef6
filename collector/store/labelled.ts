import { type GroupsSummary, hourMs, type ModelSchema, type ScoresSummary, tables } from '../../contract/index.ts'
import {
  groupsOfLines,
  groupsRead,
  type LabelledHour,
  type LabelledLine,
  labelledHoursRead,
  labelledRead,
  scoresOfHour,
  scoresOfLines,
} from '../../detectors/summaries/labelled-read.ts'
import { labelledInsert, ownLabel } from '../../detectors/summaries/labelled-select.ts'
import type { Statement } from '../../detectors/summaries/statement.ts'
import type { Engine } from './engine.ts'
import { type Cut, seconds, stretchesOf } from './panes.ts'

const ask = <Row>(engine: Engine, { sql, params }: Statement): Promise<Row[]> => engine.read<Row>(sql, params)
const hours = 'p >= fromUnixTimestamp64Milli({fromMs:Int64}) AND p < fromUnixTimestamp64Milli({toMs:Int64})'

interface Hours {
  readonly fromMs: number
  readonly toMs: number
}

/** Makes labelled hours of one month out of rows and labels, in one statement. False when the model has nothing that a label could judge. */
export async function makeLabelled(
  engine: Engine,
  schema: ModelSchema,
  cut: Cut,
  made: { readonly startsMs: readonly number[]; readonly version: number },
): Promise<boolean> {
  const statement = labelledInsert({ schema, segments: cut.segments, panes: made.startsMs.map(seconds), version: made.version })
  if (!statement) return false
  await engine.write(statement.sql, statement.params)
  return true
}

/** `version` of the panes of an hour whose labels were joined before. */
export interface StaleHour {
  readonly startMs: number
  readonly version: number
}

/** Hours whose panes were made after their labels were joined: their rows have changed since. */
export async function findStaleHours(engine: Engine, schema: ModelSchema, cut: Cut, span: Hours): Promise<StaleHour[]> {
  const lines = await engine.read<{ at: number; version: string }>(
    `SELECT toUnixTimestamp(a.p) at, a.made version FROM (SELECT p, max(ver) made FROM ${tables.panes} WHERE schema = {schema:UInt32} AND grid = {grid:UInt32} AND step = 3600 AND seg = '' AND ${hours} GROUP BY p) a
    LEFT JOIN (SELECT p, max(ver) joined FROM ${tables.labelled} WHERE schema = {schema:UInt32} AND seg = '' AND ${hours} GROUP BY p) b USING p
    WHERE a.made > b.joined ORDER BY at`,
    { schema: schema.number, grid: cut.number, ...span },
  )
  return lines.map(({ at, version }) => ({ startMs: at * 1000, version: Number(version) }))
}

/** Labels of one hour that its labelled pane may not hold. */
export interface LabelNews {
  readonly startMs: number
  /** Labels received since the pane was made, less `marginMs`. */
  readonly fresh: number
  /** Labels that the pane holds. */
  readonly known: number
  /** When the first and the last of the fresh ones were received. */
  readonly firstMs: number
  readonly lastMs: number
}

/**
 * Hours with labels that were received at `sinceMs` or later and after their pane was made, oldest first.
 *
 * @param news  `marginMs`: a label may become visible so much after its time of receipt
 */
export async function findNewLabels(
  engine: Engine,
  schema: ModelSchema,
  news: Hours & { readonly sinceMs: number; readonly marginMs: number },
): Promise<LabelNews[]> {
  const lines = await engine.read<{ at: number; fresh: string; known: string; first: string; last: string }>(
    `SELECT toUnixTimestamp(p) at, count() fresh, any(b.labelled) known, toUnixTimestamp64Milli(min(l.received)) first, toUnixTimestamp64Milli(max(l.received)) last
    FROM (SELECT toStartOfHour(ts) p, received FROM ${tables.labels} WHERE model = {model:String} AND ${ownLabel('label')} AND received >= fromUnixTimestamp64Milli({sinceMs:Int64})
      AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}) AND ts < fromUnixTimestamp64Milli({toMs:Int64})) l
    LEFT JOIN (SELECT p, max(ver) made, argMax(labelled, ver) labelled FROM ${tables.labelled} WHERE schema = {schema:UInt32} AND seg = '' AND ${hours} GROUP BY p) b USING p
    WHERE toUnixTimestamp64Milli(l.received) + {marginMs:Int64} > toInt64(intDiv(b.made, 1000)) GROUP BY p ORDER BY at`,
    { model: schema.model, label: schema.label ?? '', schema: schema.number, ...news },
  )
  return lines.map(line => ({
    startMs: line.at * 1000,
    fresh: Number(line.fresh),
    known: Number(line.known),
    firstMs: Number(line.first),
    lastMs: Number(line.last),
  }))
}

interface SlicedHours {
  /** Apart from each other. */
  readonly spans: readonly Hours[]
  /** An hour, or null for all spans as one slice. */
  readonly sliceMs: typeof hourMs | null
}

/** Scores with labels of one segment value, or of the whole model, in one hour. */
export interface ScoresSlice {
  readonly startMs: number
  readonly seg: string
  readonly val: string
  readonly scores: ScoresSummary
}

/** Labelled hours of a span, of the whole model or of every segment value; or all of them as one slice. */
export async function readLabelled(engine: Engine, schema: ModelSchema, span: SlicedHours & { readonly segments: boolean }): Promise<ScoresSlice[]> {
  const wish = { schema: schema.number, spans: stretchesOf(span.spans), segment: span.segments ? ('every' as const) : null }
  if (span.sliceMs !== null) {
    const hours = await ask<LabelledHour>(engine, labelledHoursRead(wish))
    return hours.map(hour => ({ startMs: hour.at * 1000, seg: hour.seg, val: hour.val, scores: scoresOfHour(hour) }))
  }
  const lines = await ask<LabelledLine>(engine, labelledRead({ ...wish, sliceSeconds: null }))
  const slices = Map.groupBy(lines, line => JSON.stringify([line.seg, line.val]))
  return Array.from(slices.values(), group => {
    const { at, seg, val } = group[0] as LabelledLine
    return { startMs: at * 1000, seg, val, scores: scoresOfLines(group) }
  })
}

/** The advantaged group of a column against each other one, by the hour. */
export async function readGroups(
  engine: Engine,
  schema: ModelSchema,
  span: SlicedHours,
  group: { readonly column: string; readonly advantaged: string },
): Promise<{ startMs: number; groups: GroupsSummary[] }[]> {
  const wish = { schema: schema.number, spans: stretchesOf(span.spans), sliceSeconds: span.sliceMs === null ? null : span.sliceMs / 1000 }
  const lines = await ask<{ at: number; value: string; rows: number; positives: number }>(engine, groupsRead(wish, group.column))
  return Array.from(
    Map.groupBy(lines, line => line.at),
    ([at, list]) => ({ startMs: at * 1000, groups: groupsOfLines(list, group.advantaged) }),
  )
}
