import { createHash } from 'node:crypto'
import type { Alert, DeliveryResult } from '../../contract/index.ts'
import type { OutboxEntry } from '../store/store.ts'
import type { Route } from './route.ts'
import { attemptsMax, pauseMs } from './schedule.ts'

/** Entries of one lane are delivered one after the other: one alert by one rule. */
export const laneOf = ({ rule, alert }: Pick<OutboxEntry, 'rule' | 'alert'>): string => `${rule} ${alert}`

/** The entry that a rule makes of an alert event; its key is the same whenever it is derived. */
export function entryOf(alert: Alert, event: OutboxEntry['event'], route: Route, atMs: number): OutboxEntry {
  return {
    key: createHash('sha256').update(`${route.name} ${alert.id} ${alert.revision}`).digest('hex').slice(0, 32),
    number: 1,
    kind: route.kind,
    state: 'pending',
    rule: route.name,
    alert: alert.id,
    revision: alert.revision,
    event,
    model: alert.model,
    attempts: 0,
    dueMs: atMs,
    atMs,
    status: 0,
    detail: '',
    data: null,
  }
}

export const changed = (entry: OutboxEntry, change: Partial<OutboxEntry>): OutboxEntry => ({ ...entry, ...change, number: entry.number + 1 })

/** Updates that have not been delivered and that a later event of the same lane makes stale. The opening is always told, and told first. */
export const foldedBy = (waiting: readonly OutboxEntry[], atMs: number): OutboxEntry[] =>
  waiting
    .filter(entry => entry.event === 'updated' && entry.state === 'pending')
    .map(entry => changed(entry, { state: 'folded', atMs, detail: 'a later event says more' }))

/** What an attempt makes of its entry. A retraining that may have started is not asked for again, unless the target tells repeats apart. */
export function settled(entry: OutboxEntry, result: DeliveryResult, route: Route, atMs: number): OutboxEntry {
  const attempts = entry.attempts + 1
  const facts = { attempts, atMs, status: result.status ?? 0, detail: result.detail.slice(0, 500) }
  if (result.outcome === 'delivered') return changed(entry, { ...facts, state: 'delivered' })
  if (result.outcome === 'gone') return changed(entry, { ...facts, state: 'dead', detail: `the target wants no more: ${facts.detail}` })
  if (result.ambiguous && route.onceOnly) return changed(entry, { ...facts, state: 'dead', detail: `may have started, not repeated: ${facts.detail}` })
  if (attempts >= attemptsMax) return changed(entry, { ...facts, state: 'dead', detail: `given up after ${attempts} attempts: ${facts.detail}` })
  return changed(entry, { ...facts, state: 'pending', dueMs: atMs + pauseMs(attempts, entry.key, result.retryAfterMs) })
}
