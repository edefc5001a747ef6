import type { Static, TObject } from 'typebox'
import type { Alert } from './alert.ts'
import type { Clock } from './clock.ts'

/** What an action is asked to deliver. `key` is the same over all retries of the same news. */
export interface Delivery {
  readonly key: string
  readonly kind: 'alert' | 'retrain'
  readonly event: 'opened' | 'updated' | 'resolved'
  readonly alert: Alert
  /** For retraining: the data that is meant. */
  readonly data: { readonly from: string; readonly to: string; readonly rows: number } | null
}

/** `gone`: the target said that it wants no more. `retryAfterMs` overrides the schedule. */
export interface DeliveryResult {
  readonly outcome: 'delivered' | 'retry' | 'gone'
  readonly status: number | null
  readonly detail: string
  readonly retryAfterMs: number | null
  /** The target may have acted although it did not say so: the request went out and no answer came. */
  readonly ambiguous: boolean
}

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** All addresses of a host name. Rejects when it is unknown. */
export type Resolve = (host: string) => Promise<readonly Address[]>

/** What an action has of the world around it. */
export interface ActionContext {
  readonly clock: Clock
  readonly resolve: Resolve
  /** Ends the attempt, whatever it is doing. */
  readonly signal: AbortSignal
}

/** One way of doing something about an alert. One file in `collector/alert/actions/`, default export. */
export interface Action<Settings = unknown> {
  readonly name: string
  readonly summary: string
  readonly settings: TObject
  /** What is wrong with settings although each of them is right by itself: which one, and a sentence that follows its name. */
  refusal?(settings: Settings): { readonly setting: string; readonly sentence: string } | null
  /** Never throws for what the target does; the result says it. */
  deliver(delivery: Delivery, settings: Settings, context: ActionContext): Promise<DeliveryResult>
}

export function defineAction<Schema extends TObject>(action: Omit<Action<Static<Schema>>, 'settings'> & { readonly settings: Schema }): Action<Static<Schema>> {
  return Object.freeze(action)
}
