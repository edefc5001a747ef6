import { tables } from '../../contract/index.ts'
import type { Engine } from './engine.ts'

/** One line of the list of baselines. */
export interface BaselineEntry {
  readonly model: string
  readonly version: string
  readonly hash: string
  readonly schema: number
  readonly rows: number
  /** Event time, milliseconds; null when the source had none. */
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly source: string
  readonly reason: string
  /** When it was learned, milliseconds. The newest of a model version is in use. */
  readonly learnedMs: number
}

/** The same as the list has it. */
export interface ListedBaseline extends BaselineEntry {
  /** In use: the one learned last of its model version. */
  readonly active: boolean
}

export interface StoredBaseline extends BaselineEntry {
  /** JSON as it was learned. */
  readonly body: string
}

const noTime = -1

export async function insertBaseline(engine: Engine, baseline: StoredBaseline): Promise<void> {
  const text = (name: string, value: string) => ({ name, type: 'String', values: [value] })
  await engine.insert(tables.baselines, {
    rows: 1,
    columns: [
      text('model', baseline.model),
      text('version', baseline.version),
      text('hash', baseline.hash),
      { name: 'ver', type: 'UInt64', values: BigUint64Array.of(BigInt(baseline.learnedMs)) },
      { name: 'schema', type: 'UInt32', values: Uint32Array.of(baseline.schema) },
      { name: 'rows', type: 'UInt64', values: BigUint64Array.of(BigInt(baseline.rows)) },
      { name: 'from_ms', type: 'Int64', values: BigInt64Array.of(BigInt(baseline.fromMs ?? noTime)) },
      { name: 'to_ms', type: 'Int64', values: BigInt64Array.of(BigInt(baseline.toMs ?? noTime)) },
      text('source', baseline.source),
      text('reason', baseline.reason),
      text('body', baseline.body),
    ],
  })
}

type Row = Record<'model' | 'version' | 'hash' | 'ver' | 'rows' | 'from_ms' | 'to_ms' | 'source' | 'reason' | 'body', string> & { readonly schema: number }
const listed = 'model, version, hash, ver, schema, rows, from_ms, to_ms, source, reason'
const timeOf = (text: string): number | null => (Number(text) === noTime ? null : Number(text))

const entryOf = (row: Omit<Row, 'body'>): BaselineEntry => ({
  model: row.model,
  version: row.version,
  hash: row.hash,
  schema: row.schema,
  rows: Number(row.rows),
  fromMs: timeOf(row.from_ms),
  toMs: timeOf(row.to_ms),
  source: row.source,
  reason: row.reason,
  learnedMs: Number(row.ver),
})

type ListedRow = Omit<Row, 'body'> & { readonly active: number }
const listedOf = (row: ListedRow): ListedBaseline => ({ ...entryOf(row), active: row.active === 1 })
const active = `(model, version, ver) IN (SELECT model, version, max(ver) FROM ${tables.baselines} GROUP BY model, version) AS active`

export interface BaselinePage {
  readonly limit: number
  readonly after?: string | undefined
}

/** Newest first. `page.after` is the `next` of the page before. */
export async function listBaselines(
  engine: Engine,
  filter: { readonly model?: string; readonly version?: string },
  page: BaselinePage,
): Promise<{ items: ListedBaseline[]; next: string | null }> {
  const [learned = '0', hash = ''] = (page.after ?? '').split('_')
  const conditions = [
    'true',
    ...(filter.model === undefined ? [] : ['model = {model:String}']),
    ...(filter.version === undefined ? [] : ['version = {version:String}']),
    ...(page.after === undefined ? [] : ['(ver < {learned:UInt64} OR ver = {learned:UInt64} AND hash > {hash:String})']),
  ]
  const rows = await engine.read<ListedRow>(
    `SELECT ${listed}, ${active} FROM ${tables.baselines} FINAL WHERE ${conditions.join(' AND ')} ORDER BY ver DESC, hash LIMIT {limit:UInt32}`,
    { ...filter, learned, hash, limit: page.limit + 1 },
  )
  const items = rows.slice(0, page.limit).map(listedOf)
  const last = rows.length > page.limit ? items.at(-1) : undefined
  return { items, next: last ? `${last.learnedMs}_${last.hash}` : null }
}

/** Those whose hash begins so, newest first. */
export async function baselinesLike(engine: Engine, prefix: string, limit: number): Promise<ListedBaseline[]> {
  const rows = await engine.read<ListedRow>(
    `SELECT ${listed}, ${active} FROM ${tables.baselines} FINAL WHERE startsWith(hash, {prefix:String}) ORDER BY ver DESC, hash LIMIT {limit:UInt32}`,
    { prefix, limit },
  )
  return rows.map(listedOf)
}

/** By hash, or the one in use of a model version; null when there is none. */
export async function readBaseline(
  engine: Engine,
  wish: { readonly hash: string } | { readonly model: string; readonly version: string },
): Promise<StoredBaseline | null> {
  const where = 'hash' in wish ? 'hash = {hash:String}' : 'model = {model:String} AND version = {version:String}'
  const [row] = await engine.read<Row>(`SELECT ${listed}, body FROM ${tables.baselines} WHERE ${where} ORDER BY ver DESC LIMIT 1`, { ...wish })
  return row === undefined ? null : { ...entryOf(row), body: row.body }
}
