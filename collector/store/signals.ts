import { Signal, tables, type Verdict } from '../../contract/index.ts'
import type { Engine, Params } from './engine.ts'
import { blockOf, type JudgedSignal } from './signal-block.ts'

/** `seq` rises with every insert, 64 bits as text. */
export type StoredSignal = JudgedSignal & { readonly seq: string }

/**
 * Appends signals in the given order; the first gets `seq`, each further one the next. One insert a month of window starts,
 * because an insert into several partitions is not atomic.
 */
export async function insertSignals(engine: Engine, signals: readonly JudgedSignal[], seq: bigint): Promise<void> {
  const months = Map.groupBy(
    signals.map((signal, index) => ({ signal, seq: seq + BigInt(index) })),
    ({ signal }) => signal.window.from.slice(0, 7),
  )
  for (const part of months.values()) {
    await engine.insert(
      tables.signals,
      blockOf(
        part.map(one => one.signal),
        BigUint64Array.from(part, one => one.seq),
      ),
    )
  }
}

type Row = Record<string, unknown>
const selected = `toString(seq) seq, toString(id) id, revision, model, version, schema, series, detector, subject, segment, length, toUnixTimestamp(opened) opened,
  toUnixTimestamp(closed) closed, deciding, budget, value, low, high, n, n_eff, baseline_n, p_value, threshold, smallest, resolution, verdict, reason, notes,
  unit, baseline, toUnixTimestamp64Milli(at) at, t, v, nu, phi, toString(digest) digest, made`

const timeOf = (seconds: unknown): string => new Date(Number(seconds) * 1000).toISOString()
const orNull = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)
const orNaN = (value: unknown): number => orNull(value) ?? Number.NaN

function signalOf(row: Row): StoredSignal {
  return {
    seq: String(row['seq']),
    ...keyOf(row),
    ...readingOf(row),
    verdict: row['verdict'] as Verdict,
    reason: String(row['reason']),
    notes: row['notes'] === '' ? [] : String(row['notes']).split('\n'),
    unit: String(row['unit']),
    deciding: row['deciding'] === 1,
    budget: String(row['budget']),
    T: orNaN(row['t']),
    v: orNaN(row['v']),
    nu: orNaN(row['nu']),
    phi: orNaN(row['phi']),
    digest: BigInt(String(row['digest'])),
    ...(row['made'] === '' ? {} : { made: JSON.parse(String(row['made'])) as NonNullable<Signal['made']> }),
  }
}

const keyOf = (row: Row) => ({
  id: String(row['id']),
  revision: Number(row['revision']),
  model: String(row['model']),
  version: String(row['version']),
  schema: Number(row['schema']),
  series: String(row['series']),
  detector: String(row['detector']),
  subject: String(row['subject']),
  segment: String(row['segment']),
  length: String(row['length']),
  window: { from: timeOf(row['opened']), to: timeOf(row['closed']) },
  baseline: String(row['baseline']),
  at: new Date(Number(row['at'])).toISOString(),
})

const readingOf = (row: Row) => ({
  value: orNull(row['value']),
  low: orNull(row['low']),
  high: orNull(row['high']),
  n: Number(row['n']),
  nEff: Number(row['n_eff']),
  baselineN: Number(row['baseline_n']),
  pValue: orNull(row['p_value']),
  threshold: orNull(row['threshold']),
  smallest: orNull(row['smallest']),
  resolution: orNull(row['resolution']),
})

export interface SignalPage {
  readonly items: readonly StoredSignal[]
  /** Where the next page begins; null when this was the last. */
  readonly next: string | null
}

/** For alerts: what is of interest beyond alarms. Without it every deciding signal is. */
export interface SignalInterest {
  readonly series: readonly string[]
}

/**
 * Deciding signals in the order of their insertion, after `cursor` (a `seq`; '0' from the beginning), each revision once.
 * With `interest`, only alarms and the signals of those series.
 */
export async function signalsAfter(engine: Engine, cursor: string, limit: number, interest?: SignalInterest): Promise<StoredSignal[]> {
  const only = interest ? `AND (verdict = 'alarm' OR series IN {series:Array(String)})` : ''
  const sql = `SELECT ${selected} FROM ${tables.signals} WHERE deciding = 1 AND ${tables.signals}.seq > {cursor:UInt64} ${only} ORDER BY ${tables.signals}.seq LIMIT {limit:UInt32}`
  const rows = await engine.read<Row>(sql, { cursor, limit, ...(interest ? { series: interest.series } : {}) })
  return rows.map(signalOf)
}

/** Number of the newest signal, '0' without one. */
export async function newestSignal(engine: Engine): Promise<string> {
  const [row] = await engine.read<{ seq: string }>(`SELECT toString(max(seq)) seq FROM ${tables.signals}`)
  return row?.seq ?? '0'
}

/** Everything is optional; times are milliseconds and select windows that end in [from, to). */
export interface SignalFilter {
  readonly id?: string
  readonly model?: string
  readonly version?: string
  readonly detector?: string
  readonly subject?: string
  readonly segment?: string
  readonly length?: string
  readonly verdict?: Verdict
  readonly deciding?: boolean
  readonly fromMs?: number
  readonly toMs?: number
}

const conditions: Readonly<Record<keyof SignalFilter, string>> = {
  id: 'id = {id:UUID}',
  model: 'model = {model:String}',
  version: 'version = {version:String}',
  detector: 'detector = {detector:String}',
  subject: 'subject = {subject:String}',
  segment: 'segment = {segment:String}',
  length: 'length = {length:String}',
  verdict: 'verdict = {verdict:String}',
  deciding: 'deciding = {deciding:UInt8}',
  fromMs: 'closed >= fromUnixTimestamp64Milli({fromMs:Int64})',
  toMs: 'closed < fromUnixTimestamp64Milli({toMs:Int64})',
}

/** Latest revisions, newest window first. `page.after` is the `next` of the page before. */
export async function listSignals(
  engine: Engine,
  filter: SignalFilter,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<SignalPage> {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined)
  const [closed = '', id = ''] = (page.after ?? '').split('_')
  const wanted = given.map(([key]) => conditions[key as keyof SignalFilter].replace(/^(\w+) /, `${tables.signals}.$1 `))
  const onward = page.after === undefined ? [] : [`(${tables.signals}.closed, ${tables.signals}.id) < (toDateTime({closed:UInt32}), {last:UUID})`]
  const params: Params = {
    limit: page.limit + 1,
    ...Object.fromEntries(given.map(([key, value]) => [key, value === true ? 1 : value === false ? 0 : (value ?? null)])),
    ...(page.after === undefined ? {} : { closed, last: id }),
  }
  const where = [...wanted, ...onward]
  const sql = `SELECT ${selected} FROM ${tables.signals} FINAL ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
    ORDER BY ${tables.signals}.closed DESC, ${tables.signals}.id DESC LIMIT {limit:UInt32}`
  const items = (await engine.read<Row>(sql, params)).map(signalOf)
  const last = items.length > page.limit ? items[page.limit - 1] : undefined
  return { items: items.slice(0, page.limit), next: last ? `${Date.parse(last.window.to) / 1000}_${last.id}` : null }
}

/** What is known of a window: its latest revision. */
export interface KnownSignal {
  readonly revision: number
  readonly digest: bigint
  readonly verdict: Verdict
}

/** Latest revisions of windows of one length that start in [fromMs, toMs), by signal id. */
export async function judgedWindows(
  engine: Engine,
  about: { readonly model: string; readonly version: string },
  span: { length: string; fromMs: number; toMs: number },
): Promise<Map<string, KnownSignal>> {
  const rows = await engine.read<{ id: string; r: number; d: string; said: Verdict }>(
    `SELECT toString(id) id, max(revision) r, toString(argMax(digest, revision)) d, argMax(verdict, revision) said FROM ${tables.signals}
    WHERE model = {model:String} AND version = {version:String} AND length = {length:String}
      AND opened >= fromUnixTimestamp64Milli({fromMs:Int64}) AND opened < fromUnixTimestamp64Milli({toMs:Int64}) GROUP BY id`,
    { ...about, ...span },
  )
  return new Map(rows.map(row => [row.id, { revision: row.r, digest: BigInt(row.d), verdict: row.said }]))
}

/** A signal without what only the watch needs. */
export const plainSignal = (stored: StoredSignal): Signal =>
  Object.fromEntries(signalFields.flatMap(name => (name in stored ? [[name, stored[name]]] : []))) as unknown as Signal

const signalFields = Object.keys(Signal.properties) as (keyof Signal)[]
