import { tables } from '../../contract/index.ts'
import type { Engine, Params } from './engine.ts'

/** What of one model version is old. Event times, milliseconds since 1970. */
export interface Old {
  readonly model: string
  readonly version: string
  readonly schemas: readonly number[]
  readonly minutePanesBeforeMs: number
  readonly hourPanesBeforeMs: number
  readonly signalsBeforeMs: number
  /** Panes in them stay, however old: what is normal is read from them. */
  readonly except: readonly { readonly fromMs: number; readonly toMs: number }[]
}

const outside = (spans: Old['except']): string =>
  spans.map(({ fromMs, toMs }) => `NOT (p >= fromUnixTimestamp64Milli(${fromMs}) AND p < fromUnixTimestamp64Milli(${toMs}))`).join(' AND ') || 'true'
const hoursBefore = 'p < fromUnixTimestamp64Milli({hourPanesBeforeMs:Int64})'
const conditionsOf = (except: Old['except']) =>
  [
    [
      tables.panes,
      `schema IN {schemas:Array(UInt32)} AND (step = 60 AND p < fromUnixTimestamp64Milli({minutePanesBeforeMs:Int64}) OR step = 3600 AND ${hoursBefore}) AND ${outside(except)}`,
    ],
    [tables.labelled, `schema IN {schemas:Array(UInt32)} AND ${hoursBefore} AND ${outside(except)}`],
    [tables.signals, 'model = {model:String} AND version = {version:String} AND opened < fromUnixTimestamp64Milli({signalsBeforeMs:Int64})'],
  ] as const

/**
 * Erases what is old, from the disk too. Not by a TTL of the engine, which goes by the wall clock: a clock that jumps, or a replay of old events,
 * would lose what is new. Not by partition, because several models share one and each has its own time.
 *
 * @returns rows erased, by table
 */
export async function eraseOld(engine: Engine, { except, ...old }: Old): Promise<Map<string, number>> {
  const params: Params = { ...old }
  const erased = new Map<string, number>()
  for (const [table, condition] of conditionsOf(except)) {
    const [found] = await engine.read<{ rows: string }>(`SELECT count() rows FROM ${table} WHERE ${condition}`, params)
    const rows = Number(found?.rows ?? 0)
    if (rows === 0) continue
    await engine.write(`ALTER TABLE ${table} DELETE WHERE ${condition} SETTINGS mutations_sync = 1`, params)
    erased.set(table, rows)
  }
  return erased
}
