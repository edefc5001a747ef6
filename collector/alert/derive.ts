import { alertsAfter, appendOutbox, type OutboxEntry, readAlert, type StoredAlert } from '../store/store.ts'
import { type Desk, replace, retrainKey, waitingOf } from './desk.ts'
import { changed, entryOf, foldedBy, laneOf } from './entries.ts'
import type { Route } from './route.ts'

const eventsMax = 200

/** Makes entries of the alert events that have none yet. When too many wait, the rest stays in the table of alerts until there is room. */
export async function derive(desk: Desk): Promise<void> {
  desk.deriving = true
  try {
    await deriveAll(desk)
  } finally {
    desk.deriving = false
  }
}

async function deriveAll(desk: Desk): Promise<void> {
  while (waitingOf(desk) < desk.parts.pendingMax) {
    const events = await alertsAfter(desk.parts.engine, desk.derived, eventsMax)
    if (events.length === 0) return
    const nowMs = desk.parts.clock()
    const entries: OutboxEntry[] = []
    for (const event of events) entries.push(...(await entriesOf(desk, event, { nowMs, before: entries })))
    const sequence = events.at(-1)?.sequence ?? desk.derived
    await appendOutbox(desk.parts.engine, entries, { sequence, atMs: nowMs })
    settle(desk, entries, sequence)
  }
}

function settle(desk: Desk, entries: readonly OutboxEntry[], sequence: bigint): void {
  desk.derived = sequence
  replace(desk, entries)
  for (const entry of entries) {
    if (entry.kind === 'retrain' && entry.state === 'pending') desk.retrains.set(retrainKey(entry.rule, entry.model), entry.atMs)
    if (entry.state !== 'pending') desk.parts.note(entry)
  }
}

interface Moment {
  readonly nowMs: number
  /** Entries of the same batch, not yet in the lanes. */
  readonly before: readonly OutboxEntry[]
}

async function entriesOf(desk: Desk, event: StoredAlert, moment: Moment): Promise<OutboxEntry[]> {
  const made: OutboxEntry[] = []
  for (const route of desk.routes.values()) {
    if (!route.wants(event.alert)) continue
    const told = await eventFor(desk, event, route)
    if (route.kind === 'retrain' && told !== 'opened') continue
    const entry = entryOf(event.alert, told, route, moment.nowMs)
    made.push(...(route.kind === 'retrain' ? [await retrainOf(desk, { entry, event, route, moment })] : [...stale(desk, entry, moment), entry]))
  }
  return made
}

/** What a rule calls an event: the first revision that it wants is an opening, whatever it was for others. */
async function eventFor(desk: Desk, { alert, kind }: StoredAlert, route: Route): Promise<OutboxEntry['event']> {
  if (alert.revision === 1) return 'opened'
  const previous = await readAlert(desk.parts.engine, alert.id, alert.revision - 1)
  return previous && !route.wants(previous) ? 'opened' : kind
}

function stale(desk: Desk, entry: OutboxEntry, { nowMs, before }: Moment): OutboxEntry[] {
  const lane = laneOf(entry)
  const flying = desk.flights.has(lane) ? 1 : 0
  const latest = new Map([...(desk.lanes.get(lane) ?? []).slice(flying), ...before.filter(other => laneOf(other) === lane)].map(one => [one.key, one]))
  return foldedBy([...latest.values()], nowMs)
}

/** A retraining call with the data it means; skipped while the last one of the model is too young or has not gone out. */
async function retrainOf(
  desk: Desk,
  { entry, event, route, moment }: { entry: OutboxEntry; event: StoredAlert; route: Route; moment: Moment },
): Promise<OutboxEntry> {
  const same = moment.before.find(other => other.kind === 'retrain' && other.rule === entry.rule && other.model === entry.model && other.state === 'pending')
  const lastMs = same?.atMs ?? desk.retrains.get(retrainKey(entry.rule, entry.model))
  const active =
    same ?? desk.lanes.values().find(lane => lane.some(other => other.kind === 'retrain' && other.rule === entry.rule && other.model === entry.model))
  if (active) return changed(entry, { state: 'skipped', detail: 'another call of this model has not gone out yet' })
  if (lastMs !== undefined && moment.nowMs - lastMs < route.coolDownMs) return changed(entry, { state: 'skipped', detail: 'cool-down of this model' })
  const toMs = Date.parse(event.alert.openedAt)
  const fromMs = toMs - route.dataMs
  const rows = await desk.parts.countRows({ model: event.alert.model, version: event.alert.version, fromMs, toMs })
  return { ...entry, data: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), rows } }
}
