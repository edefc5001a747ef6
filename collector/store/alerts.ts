import { type Alert, tables } from '../../contract/index.ts'
import type { Block, Engine, Params } from './engine.ts'

export interface AlertRecord {
  readonly kind: 'opened' | 'updated' | 'resolved'
  readonly alert: Alert
}
export type StoredAlert = AlertRecord & { readonly sequence: bigint }

/** What the rules remember of one model version; an empty body forgets it. */
interface FoldRecord {
  readonly key: string
  readonly body: string
}

/** Everything that one step of the rules changes, in one insert. */
export interface AlertCommit {
  readonly sequence: bigint
  /** Signals were read up to here. */
  readonly cursor: string
  readonly folds: readonly FoldRecord[]
  readonly records: readonly AlertRecord[]
}

interface Line {
  readonly key: string
  readonly revision: number
  readonly kind: string
  readonly model: string
  readonly version: string
  readonly state: string
  readonly severity: string
  readonly openedMs: number
  readonly body: string
}

const bookLine = (key: string, kind: string, body: string): Line => ({
  key,
  revision: 0,
  kind,
  model: '',
  version: '',
  state: '',
  severity: '',
  openedMs: 0,
  body,
})

const alertLine = ({ kind, alert }: AlertRecord): Line => ({
  key: alert.id,
  revision: alert.revision,
  kind,
  model: alert.model,
  version: alert.version,
  state: alert.state,
  severity: alert.severity,
  openedMs: Date.parse(alert.openedAt),
  body: JSON.stringify(alert),
})

/** Appends a commit, all or nothing: one block into a table without partitions. Doing it again changes nothing. */
export async function appendAlerts(engine: Engine, commit: AlertCommit): Promise<void> {
  const folds = commit.folds.map(fold => bookLine(`fold:${fold.key}`, 'fold', fold.body))
  await engine.insert(tables.alerts, blockOf(commit.sequence, [bookLine('cursor', 'cursor', commit.cursor), ...folds, ...commit.records.map(alertLine)]))
}

const texts = ['key', 'kind', 'model', 'version', 'state', 'severity', 'body'] as const
const plain: ReadonlySet<string> = new Set(['key', 'body'])

const blockOf = (sequence: bigint, lines: readonly Line[]): Block => ({
  rows: lines.length,
  columns: [
    { name: 'revision', type: 'UInt32', values: Uint32Array.from(lines, line => line.revision) },
    { name: 'sequence', type: 'UInt64', values: new BigUint64Array(lines.length).fill(sequence) },
    { name: 'opened', type: 'DateTime64(3)', values: BigInt64Array.from(lines, line => BigInt(line.openedMs)) },
    ...texts.map(name => ({ name, type: plain.has(name) ? 'String' : 'LowCardinality(String)', values: lines.map(line => line[name]) })),
  ],
})

/** Where the rules were: the last commit, the cursor, and what they remember. */
export async function readFolds(engine: Engine): Promise<{ sequence: bigint; cursor: string; folds: string[] }> {
  const rows = await engine.read<{ kind: string; body: string; sequence: string }>(
    `SELECT kind, body, toString(${tables.alerts}.sequence) sequence FROM ${tables.alerts} FINAL WHERE kind IN ('fold', 'cursor')`,
  )
  const cursor = rows.find(row => row.kind === 'cursor')
  return {
    sequence: BigInt(cursor?.sequence ?? 0),
    cursor: cursor?.body ?? '0',
    folds: rows.filter(row => row.kind === 'fold' && row.body !== '').map(row => row.body),
  }
}

const isAlert = `kind IN ('opened', 'updated', 'resolved')`

/** Alert events of later commits, in order, whole commits only: at most `limit` events, or one commit. */
export async function alertsAfter(engine: Engine, sequence: bigint, limit: number): Promise<StoredAlert[]> {
  const rows = await engine.read<{ kind: AlertRecord['kind']; body: string; number: string }>(
    `SELECT kind, body, toString(sequence) number FROM ${tables.alerts} FINAL WHERE ${isAlert} AND sequence > {sequence:UInt64}
    ORDER BY sequence LIMIT {limit:UInt32} WITH TIES`,
    { sequence, limit },
  )
  return rows.map(row => ({ kind: row.kind, alert: alertOf(row.body), sequence: BigInt(row.number) })).sort(inOrder)
}

const inOrder = (a: StoredAlert, b: StoredAlert): number =>
  Number(a.sequence - b.sequence) || (a.alert.id < b.alert.id ? -1 : Number(a.alert.id > b.alert.id)) || a.alert.revision - b.alert.revision

const alertOf = (body: string): Alert => JSON.parse(body) as Alert

/** One event of an alert; its latest when `revision` is left out. */
export async function readAlert(engine: Engine, id: string, revision?: number): Promise<Alert | null> {
  const only = revision === undefined ? '' : 'AND revision = {revision:UInt32}'
  const [row] = await engine.read<{ body: string }>(
    `SELECT body FROM ${tables.alerts} FINAL WHERE key = {id:String} AND ${isAlert} ${only} ORDER BY revision DESC LIMIT 1`,
    { id, ...(revision === undefined ? {} : { revision }) },
  )
  return row ? alertOf(row.body) : null
}

export interface AlertFilter {
  readonly model?: string | undefined
  readonly version?: string | undefined
  readonly state?: string | undefined
  readonly severity?: string | undefined
}

/** Latest event of each alert, newest opening first. `page.after` is the `next` of the page before. */
export async function listAlerts(
  engine: Engine,
  filter: AlertFilter,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ items: Alert[]; next: string | null }> {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const [opened = '', id = ''] = (page.after ?? '').split('_')
  const onward = page.after === undefined ? [] : ['(toUnixTimestamp64Milli(opened), key) < ({opened:Int64}, {id:String})']
  const where = [...given.map(([name]) => `${name} = {${name}:String}`), ...onward]
  const params: Params = { limit: page.limit + 1, ...Object.fromEntries(given), ...(page.after === undefined ? {} : { opened, id }) }
  const rows = await engine.read<{ key: string; body: string; ms: string }>(
    `SELECT key, body, toString(toUnixTimestamp64Milli(opened)) ms FROM (
      SELECT * FROM ${tables.alerts} FINAL WHERE ${isAlert} ORDER BY key, revision DESC LIMIT 1 BY key
    ) ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY opened DESC, key DESC LIMIT {limit:UInt32}`,
    params,
  )
  const last = rows.length > page.limit ? rows[page.limit - 1] : undefined
  return { items: rows.slice(0, page.limit).map(row => alertOf(row.body)), next: last ? `${last.ms}_${last.key}` : null }
}
