import { type ModelSchema, rowTable, tables } from '../../contract/index.ts'
import type { Engine } from './engine.ts'

interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** Rows of a span, and hours of it that hold any. */
export interface Held {
  readonly rows: number
  readonly hours: number
}

/** What spans hold of the rows of a schema. */
export async function heldInSpans(engine: Engine, schema: Pick<ModelSchema, 'number'>, spans: readonly Span[]): Promise<Held[]> {
  if (spans.length === 0) return []
  const inside = spans.map(({ fromMs, toMs }) => `ts >= fromUnixTimestamp64Milli(${fromMs}) AND ts < fromUnixTimestamp64Milli(${toMs})`)
  const [row] = await engine.read<{ held: [rows: string, hours: string][] }>(
    `SELECT [${inside.map(condition => `(countIf(${condition}), uniqExactIf(toStartOfHour(ts), ${condition}))`).join(', ')}] held FROM ${rowTable(schema)}
    WHERE ts >= fromUnixTimestamp64Milli({fromMs:Int64}) AND ts < fromUnixTimestamp64Milli({toMs:Int64})`,
    { fromMs: Math.min(...spans.map(span => span.fromMs)), toMs: Math.max(...spans.map(span => span.toMs)) },
  )
  return spans.map((_, at) => ({ rows: Number(row?.held[at]?.[0] ?? 0), hours: Number(row?.held[at]?.[1] ?? 0) }))
}

/** Windows of a model version that a deciding detector has an alarm for by its latest revision, and that reach into a span. */
export async function alarmedSpans(engine: Engine, about: { readonly model: string; readonly version: string }, span: Span): Promise<Span[]> {
  const rows = await engine.read<{ began: number; ended: number }>(
    `SELECT DISTINCT toUnixTimestamp(opened) began, toUnixTimestamp(closed) ended FROM ${tables.signals} FINAL
    WHERE model = {model:String} AND version = {version:String} AND deciding = 1 AND verdict = 'alarm'
      AND closed > fromUnixTimestamp64Milli({fromMs:Int64}) AND opened < fromUnixTimestamp64Milli({toMs:Int64}) ORDER BY began, ended`,
    { ...about, ...span },
  )
  return rows.map(({ began, ended }) => ({ fromMs: began * 1000, toMs: ended * 1000 }))
}
