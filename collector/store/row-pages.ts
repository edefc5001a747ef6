import { type ModelSchema, rowTable } from '../../contract/index.ts'
import type { Engine } from './engine.ts'
import { type FoundRow, type FoundRowText, readFound, storedColumns } from './found-row.ts'
import { listSchemas } from './models.ts'

/** Event time, milliseconds since 1970, half-open. */
export interface RowTimes {
  readonly fromMs: number
  readonly toMs: number
}

const inTime = `ts >= fromUnixTimestamp64Milli({fromMs:Int64}) AND ts < fromUnixTimestamp64Milli({toMs:Int64})`

/** Rows of a model version with event time in a span, over all its schemas. */
export async function countRows(engine: Engine, span: RowTimes & { readonly model: string; readonly version: string }): Promise<number> {
  const schemas = (await listSchemas(engine, span.model)).filter(schema => schema.version === span.version)
  if (schemas.length === 0) return 0
  const union = schemas.map(schema => `SELECT count() c FROM ${rowTable(schema)} WHERE ${inTime}`).join(' UNION ALL ')
  const [row] = await engine.read<{ total: string }>(`SELECT sum(c) total FROM (${union})`, { fromMs: span.fromMs, toMs: span.toMs })
  return Number(row?.total ?? 0)
}

export interface RowPage {
  readonly limit: number
  readonly after?: string | undefined
}

/** Rows of one schema, newest first. `page.after` is the `next` of the page before. */
export async function listRows(engine: Engine, schema: ModelSchema, times: RowTimes, page: RowPage): Promise<{ items: FoundRow[]; next: string | null }> {
  const columns = schema.columns.filter(column => !column.pending)
  const [ns = '0', id = '', row = '0'] = (page.after ?? '').split('_')
  const onward = page.after === undefined ? '' : 'AND (ts, id, row) < (fromUnixTimestamp64Nano({ns:Int64}), {id:UUID}, {row:UInt32})'
  const texts = await engine.read<FoundRowText>(
    `SELECT ${storedColumns(columns)} FROM ${rowTable(schema)} WHERE ${inTime} ${onward} ORDER BY ts DESC, id DESC, row DESC LIMIT {limit:UInt32}`,
    { ...times, limit: page.limit + 1, ...(page.after === undefined ? {} : { ns, id, row }) },
  )
  const items = texts.slice(0, page.limit).map(text => readFound(columns, text))
  const last = texts.length > page.limit ? items.at(-1) : undefined
  return { items, next: last ? `${last.atNs}_${last.id}_${last.row}` : null }
}
