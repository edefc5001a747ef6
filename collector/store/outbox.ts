import { type Delivery, tables } from '../../contract/index.ts'
import type { Engine } from './engine.ts'

/** `sending`: handed to a target that must not be asked twice. `dead`: given up, may be sent again by hand. */
type EntryState = 'pending' | 'sending' | 'delivered' | 'folded' | 'skipped' | 'dead'

/** One thing to deliver: an event of an alert, by one rule. */
export interface OutboxEntry {
  readonly key: string
  /** Rises with each change of this entry. */
  readonly number: number
  readonly kind: Delivery['kind']
  readonly state: EntryState
  readonly rule: string
  readonly alert: string
  readonly revision: number
  readonly event: Delivery['event']
  readonly model: string
  readonly attempts: number
  readonly dueMs: number
  readonly atMs: number
  /** HTTP status of the last attempt; 0 without one. */
  readonly status: number
  readonly detail: string
  readonly data: Delivery['data']
}

export interface OutboxState {
  /** Commits of alerts up to this one have their entries. */
  readonly derived: bigint
  /** Pending and sending, oldest first. */
  readonly waiting: readonly OutboxEntry[]
  /** When each rule last asked for a retraining of a model. */
  readonly retrains: readonly { readonly rule: string; readonly model: string; readonly atMs: number }[]
  /** Targets that want no more. */
  readonly gone: readonly string[]
}

type Line = Omit<OutboxEntry, 'kind' | 'state' | 'number' | 'event'> & {
  readonly kind: string
  readonly state: string
  readonly number: bigint
  readonly event: string
}

const bookLine = (key: string, kind: string, number: bigint, atMs: number): Line => ({
  key,
  number,
  kind,
  state: '',
  rule: '',
  alert: '',
  revision: 0,
  event: '',
  model: '',
  attempts: 0,
  dueMs: 0,
  atMs,
  status: 0,
  detail: '',
  data: null,
})

/** Appends changes of entries and, in the same insert, how far entries were derived. Doing it again changes nothing. */
export async function appendOutbox(engine: Engine, entries: readonly OutboxEntry[], derived?: { sequence: bigint; atMs: number }): Promise<void> {
  const lines = entries.map((entry): Line => ({ ...entry, number: BigInt(entry.number) }))
  await insertLines(engine, derived ? [...lines, bookLine('derived', 'derived', derived.sequence, derived.atMs)] : lines)
}

/** Notes that a target wants no more. `target` is any name of it that changes when it is configured anew. */
export const appendGone = (engine: Engine, target: string, atMs: number): Promise<void> =>
  insertLines(engine, [bookLine(`target:${target}`, 'target', 1n, atMs)])

const texts = ['key', 'kind', 'state', 'rule', 'alert', 'event', 'model', 'detail'] as const
const plain: ReadonlySet<string> = new Set(['key', 'alert', 'detail'])

async function insertLines(engine: Engine, lines: readonly Line[]): Promise<void> {
  if (lines.length === 0) return
  await engine.insert(tables.outbox, {
    rows: lines.length,
    columns: [
      { name: 'number', type: 'UInt64', values: BigUint64Array.from(lines, line => line.number) },
      { name: 'revision', type: 'UInt32', values: Uint32Array.from(lines, line => line.revision) },
      { name: 'attempts', type: 'UInt16', values: Uint16Array.from(lines, line => line.attempts) },
      { name: 'due', type: 'DateTime64(3)', values: BigInt64Array.from(lines, line => BigInt(Math.round(line.dueMs))) },
      { name: 'at', type: 'DateTime64(3)', values: BigInt64Array.from(lines, line => BigInt(Math.round(line.atMs))) },
      { name: 'status', type: 'UInt16', values: Uint16Array.from(lines, line => line.status) },
      { name: 'data', type: 'String', values: lines.map(line => (line.data ? JSON.stringify(line.data) : '')) },
      ...texts.map(name => ({ name, type: plain.has(name) ? 'String' : 'LowCardinality(String)', values: lines.map(line => line[name]) })),
    ],
  })
}

const latest = `SELECT * FROM ${tables.outbox} FINAL WHERE kind IN ('alert', 'retrain') ORDER BY key, number DESC LIMIT 1 BY key`
const selected = `key, toUInt32(number) number, kind, state, rule, alert, revision, event, model, attempts, toUnixTimestamp64Milli(due) dueMs,
  toUnixTimestamp64Milli(at) atMs, status, detail, data`

type Row = Omit<OutboxEntry, 'data' | 'dueMs' | 'atMs'> & { data: string; dueMs: string; atMs: string }
const entryOf = (row: Row): OutboxEntry => ({
  ...row,
  dueMs: Number(row.dueMs),
  atMs: Number(row.atMs),
  data: row.data === '' ? null : (JSON.parse(row.data) as Delivery['data']),
})

/** Where delivery was, at most `limit` waiting entries. */
export async function readOutbox(engine: Engine, limit: number): Promise<OutboxState> {
  const [book] = await engine.read<{ derived: string }>(`SELECT toString(max(number)) derived FROM ${tables.outbox} WHERE kind = 'derived'`)
  const waiting = await engine.read<Row>(
    `SELECT ${selected} FROM (${latest}) WHERE state IN ('pending', 'sending') ORDER BY alert, revision, key LIMIT {limit:UInt32}`,
    { limit },
  )
  const retrains = await engine.read<{ rule: string; model: string; atMs: string }>(
    `SELECT rule, model, toString(toUnixTimestamp64Milli(max(at))) atMs FROM ${tables.outbox} WHERE kind = 'retrain' AND state IN ('pending', 'sending', 'delivered') GROUP BY rule, model`,
  )
  const gone = await engine.read<{ key: string }>(`SELECT DISTINCT key FROM ${tables.outbox} WHERE kind = 'target'`)
  return {
    derived: BigInt(book?.derived ?? 0),
    waiting: waiting.map(entryOf),
    retrains: retrains.map(row => ({ ...row, atMs: Number(row.atMs) })),
    gone: gone.map(row => row.key.slice('target:'.length)),
  }
}
