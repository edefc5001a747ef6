import { BrokenCircuitError, type CircuitBreakerPolicy, ConsecutiveBreaker, circuitBreaker, handleWhenResult } from 'cockatiel'
import type { Clock, DeliveryResult } from '../../contract/index.ts'
import type { Engine, OutboxEntry, OutboxState } from '../store/store.ts'
import { laneOf } from './entries.ts'
import type { Route } from './route.ts'

const failuresMax = 5
/** How long a target that failed again and again is left alone. */
export const breakMs = 30_000

export interface OutboxParts {
  readonly engine: Engine
  readonly routes: readonly Route[]
  readonly clock: Clock
  readonly pendingMax: number
  readonly inFlightMax: number
  /** Told after each attempt, and for each entry that ends without one. */
  note(entry: OutboxEntry): void
  /** Told when an attempt could not be made or written down. */
  fail(error: unknown): void
  /** Rows of a model version with event time in [fromMs, toMs). */
  countRows(span: { model: string; version: string; fromMs: number; toMs: number }): Promise<number>
}

/** Everything that delivery remembers between two ticks. All of it can be read again from the store. */
export interface Desk {
  readonly parts: OutboxParts
  readonly routes: ReadonlyMap<string, Route>
  readonly breakers: ReadonlyMap<string, CircuitBreakerPolicy>
  /** Waiting entries by lane, first to go first. */
  readonly lanes: Map<string, OutboxEntry[]>
  /** Lanes with an attempt under way. */
  readonly flights: Map<string, Promise<void>>
  /** When a rule last asked for a retraining, by rule and model. */
  readonly retrains: Map<string, number>
  readonly gone: Set<string>
  readonly closing: AbortController
  /** After closing began no attempt starts. */
  open: boolean
  /** While entries are being made none is sent: it might be folded. */
  deriving: boolean
  derived: bigint
}

export const retrainKey = (rule: string, model: string): string => JSON.stringify([rule, model])

export function buildDesk(parts: OutboxParts, state: OutboxState): Desk {
  const lanes = Map.groupBy(state.waiting, laneOf)
  return {
    parts,
    routes: new Map(parts.routes.map(route => [route.name, route])),
    breakers: new Map(parts.routes.map(route => [route.name, buildBreaker()])),
    lanes,
    flights: new Map(),
    retrains: new Map(state.retrains.map(({ rule, model, atMs }) => [retrainKey(rule, model), atMs])),
    gone: new Set(state.gone),
    closing: new AbortController(),
    open: true,
    deriving: false,
    derived: state.derived,
  }
}

const buildBreaker = (): CircuitBreakerPolicy =>
  circuitBreaker(
    handleWhenResult(result => (result as DeliveryResult).outcome === 'retry'),
    { halfOpenAfter: breakMs, breaker: new ConsecutiveBreaker(failuresMax) },
  )

/**
 * An attempt through the breaker of its rule, not of its endpoint: rules that share one differ in secret and path, and what one is refused for must
 * not silence the others. An endpoint that is down is asked once in 30 s by each of at most 64 rules.
 *
 * @returns null when the breaker is open, which is not an attempt
 */
export async function throughBreaker(desk: Desk, rule: string, attempt: () => Promise<DeliveryResult>): Promise<DeliveryResult | null> {
  try {
    return (await desk.breakers.get(rule)?.execute(attempt)) ?? null
  } catch (error) {
    if (error instanceof BrokenCircuitError) return null
    throw error
  }
}

export const waitingOf = (desk: Desk): number => desk.lanes.values().reduce((sum, lane) => sum + lane.length, 0)

/** Puts changed entries in the place of what they were; those that no longer wait leave. */
export function replace(desk: Desk, entries: readonly OutboxEntry[]): void {
  for (const entry of entries) {
    const lane = laneOf(entry)
    const before = desk.lanes.get(lane) ?? []
    const waits = entry.state === 'pending' || entry.state === 'sending'
    const known = before.some(other => other.key === entry.key)
    const after = known ? before.flatMap(other => (other.key !== entry.key ? [other] : waits ? [entry] : [])) : waits ? [...before, entry] : before
    if (after.length > 0) desk.lanes.set(lane, after)
    else desk.lanes.delete(lane)
  }
}
