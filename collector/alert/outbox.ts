import { type Delivery, type DeliveryResult, Failure } from '../../contract/index.ts'
import { appendGone, appendOutbox, type OutboxEntry, readAlert, readOutbox } from '../store/store.ts'
import { derive } from './derive.ts'
import { breakMs, buildDesk, type Desk, type OutboxParts, replace, throughBreaker, waitingOf } from './desk.ts'
import { changed, laneOf, settled } from './entries.ts'
import type { Route } from './route.ts'
import { attemptsMax, pauseMs } from './schedule.ts'

const attemptMs = 15_000

export interface Outbox {
  /** Makes entries of alert events that have none yet. */
  derive(): Promise<void>
  /** Starts what is due, and does not wait for it. */
  pump(): void
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
  waiting(): number
  /** Lets what is in flight finish for `graceMs`, then gives up on it: it goes out again after a restart, with the same key. */
  close(graceMs: number): Promise<void>
}

/**
 * Goes on where delivery was. A retraining call that was under way when the process died may have started: it is given up aloud.
 *
 * @throws Failure STORE_UNAVAILABLE
 */
export async function openOutbox(parts: OutboxParts): Promise<Outbox> {
  const desk = buildDesk(parts, await readOutbox(parts.engine, parts.pendingMax))
  await write(desk, unwanted(desk))
  return {
    derive: () => derive(desk),
    pump: () => pump(desk),
    idle: async () => {
      while (desk.flights.size > 0) await Promise.all(desk.flights.values())
    },
    waiting: () => waitingOf(desk),
    close: graceMs => close(desk, graceMs),
  }
}

async function close(desk: Desk, graceMs: number): Promise<void> {
  const timer = setTimeout(() => desk.closing.abort(new Failure('SHUTTING_DOWN', 'The collector is stopping')), graceMs)
  desk.open = false
  await Promise.all(desk.flights.values())
  clearTimeout(timer)
}

function unwanted(desk: Desk): OutboxEntry[] {
  const atMs = desk.parts.clock()
  return [...desk.lanes.values()].flat().flatMap(entry => {
    const route = desk.routes.get(entry.rule)
    if (!route) return [changed(entry, { state: 'dead', atMs, detail: 'its rule is no longer configured' })]
    if (entry.state === 'sending' && route.onceOnly)
      return [changed(entry, { state: 'dead', atMs, detail: 'the collector stopped while asking; it may have started' })]
    return []
  })
}

async function write(desk: Desk, entries: readonly OutboxEntry[]): Promise<void> {
  await appendOutbox(desk.parts.engine, entries)
  replace(desk, entries)
  for (const entry of entries) desk.parts.note(entry)
}

function pump(desk: Desk): void {
  for (const [lane, [first]] of desk.lanes) {
    if (!desk.open || desk.deriving || desk.flights.size >= desk.parts.inFlightMax) return
    if (!first || desk.flights.has(lane) || first.dueMs > desk.parts.clock()) continue
    desk.flights.set(lane, fly(desk, lane, first))
  }
}

/** One attempt from start to end. What fails on our side and may pass waits as long as after a target's refusal; what cannot pass ends aloud. */
async function fly(desk: Desk, lane: string, entry: OutboxEntry): Promise<void> {
  try {
    await attempt(desk, entry)
  } catch (error) {
    desk.parts.fail(error)
    if (!desk.closing.signal.aborted) await setBack(desk, desk.lanes.get(lane)?.[0] ?? entry, error)
  } finally {
    desk.flights.delete(lane)
    pump(desk)
  }
}

/** Writing the end may fail too: then the entry waits, and ends the next time. */
async function setBack(desk: Desk, entry: OutboxEntry, error: unknown): Promise<void> {
  const atMs = desk.parts.clock()
  if (error instanceof Failure && error.retry) return wait(desk, entry, error.message)
  try {
    await write(desk, ended(desk, changed(entry, { state: 'dead', atMs, detail: `cannot be made: ${reasonOf(error)}` })))
  } catch (unwritten) {
    desk.parts.fail(unwritten)
    wait(desk, entry, reasonOf(unwritten))
  }
}

/** In memory only, as the store may be what fails. The last attempt is left to the target, so that no failure of ours ends a delivery. */
function wait(desk: Desk, entry: OutboxEntry, reason: string): void {
  const attempts = Math.min(entry.attempts + 1, attemptsMax - 1)
  const atMs = desk.parts.clock()
  const waiting = { ...entry, attempts, atMs, dueMs: atMs + pauseMs(attempts, entry.key, null), detail: `not made or not written down: ${reason}` }
  replace(desk, [waiting])
  desk.parts.note({ ...waiting, state: 'pending' })
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300)

async function attempt(desk: Desk, entry: OutboxEntry): Promise<void> {
  const route = desk.routes.get(entry.rule) as Route
  const refusal = refusalOf(desk, entry, route)
  if (refusal) return write(desk, [changed(entry, { state: 'dead', atMs: desk.parts.clock(), detail: refusal })])
  const delivery = await deliveryOf(desk, entry)
  const signal = AbortSignal.any([desk.closing.signal, AbortSignal.timeout(attemptMs)])
  const result = await throughBreaker(desk, route.name, async () => {
    if (route.onceOnly) await mark(desk, entry)
    return route.deliver(delivery, signal)
  })
  if (desk.closing.signal.aborted && result?.outcome !== 'delivered') return
  if (!result) return replace(desk, [{ ...entry, dueMs: desk.parts.clock() + breakMs }])
  await conclude(desk, { entry: desk.lanes.get(laneOf(entry))?.[0] ?? entry, route, result })
}

function refusalOf(desk: Desk, entry: OutboxEntry, route: Route): string | null {
  if (desk.gone.has(route.target)) return 'the target wanted no more'
  return entry.state === 'sending' && route.onceOnly ? 'asked, and the answer was not written down; it may have started' : null
}

/** Before a target that must not be asked twice is asked, the store knows. */
async function mark(desk: Desk, entry: OutboxEntry): Promise<void> {
  const begun = changed(entry, { state: 'sending', atMs: desk.parts.clock() })
  await appendOutbox(desk.parts.engine, [begun])
  replace(desk, [begun])
}

async function deliveryOf(desk: Desk, entry: OutboxEntry): Promise<Delivery> {
  const alert = await readAlert(desk.parts.engine, entry.alert, entry.revision)
  if (!alert) throw new Failure('BUG', `The outbox names alert ${entry.alert} revision ${entry.revision}, which the store lacks`)
  return { key: entry.key, kind: entry.kind, event: entry.event, alert, data: entry.data }
}

async function conclude(desk: Desk, { entry, route, result }: { entry: OutboxEntry; route: Route; result: DeliveryResult }): Promise<void> {
  const atMs = desk.parts.clock()
  const after = settled(entry, result, route, atMs)
  if (result.outcome === 'gone') {
    await appendGone(desk.parts.engine, route.target, atMs)
    desk.gone.add(route.target)
  }
  await write(desk, ended(desk, after))
}

/** An entry after its attempt, and what ends with it. */
const ended = (desk: Desk, after: OutboxEntry): OutboxEntry[] =>
  after.state === 'dead' && after.event === 'opened' ? [after, ...orphans(desk, after, after.atMs)] : [after]

/** Nobody is told the end of a story whose beginning never arrived. */
const orphans = (desk: Desk, entry: OutboxEntry, atMs: number): OutboxEntry[] =>
  (desk.lanes.get(laneOf(entry)) ?? [])
    .filter(other => other.key !== entry.key)
    .map(other => changed(other, { state: 'dead', atMs, detail: 'its opening was given up' }))
