import type { Alert, Signal } from '../../contract/index.ts'

/** One series at one window length, watched because it alarmed. Event times in milliseconds since 1970. */
export interface Watch {
  readonly lengthMs: number
  /** End of its newest window, and of the newest that alarmed. */
  readonly toMs: number
  readonly alarmMs: number
  /** The newest reading is below the share of its threshold at which an alert may resolve. */
  readonly low: boolean
  /** Newest window end of the model when it last reported: a series that has fallen silent must not hold an alert open. */
  readonly seenMs: number
}

/** A series of an alert, with its latest alarming signal. */
export interface Member {
  readonly signal: Signal
  readonly watches: readonly Watch[]
  /** Start of its first alarming window here. Folds that an older version stored have none. */
  readonly onsetMs?: number
}

/** An alert that may still change. */
export interface Live {
  readonly alert: Omit<Alert, 'title' | 'signals' | 'links'>
  readonly members: ReadonlyMap<string, Member>
  /** Alarming series beyond the bound on members. */
  readonly more: number
  /** Ends of its first and last counting alarm. */
  readonly firstMs: number
  readonly lastMs: number
  /** Newest window end of the model when its last event went out, and when it resolved. */
  readonly emittedMs: number
  readonly closedMs: number | null
  readonly news: News
}

/** What a live alert has not told yet: nothing, a new member, or something that must not wait. */
type News = 'none' | 'joined' | 'urgent' | 'opened' | 'resolved'

/** What is remembered of one model version between two windows. */
export interface ModelFold {
  readonly model: string
  readonly version: string
  readonly toMs: number
  /** Ends of recent 5-minute alarms by series: an alarm counts when one of the two windows before it alarmed too. */
  readonly recent: ReadonlyMap<string, readonly number[]>
  readonly alerts: readonly Live[]
}

/** By `foldKey`. */
export type Fold = ReadonlyMap<string, ModelFold>

/** JSON because names are foreign: no two pairs of names give the same key. */
export const foldKey = ({ model, version }: Pick<Signal, 'model' | 'version'>): string => JSON.stringify([model, version])

/** A fold as text for the store, and back. Maps become lists, so that foreign names never become properties. */
export const packFold = (fold: ModelFold): string => JSON.stringify(fold, (_key, value: unknown) => (value instanceof Map ? { map: [...value] } : value))
export const unpackFold = (text: string): ModelFold =>
  JSON.parse(text, (_key, value: unknown) => (isPackedMap(value) ? new Map(value.map) : value)) as ModelFold

const isPackedMap = (value: unknown): value is { map: [string, unknown][] } =>
  typeof value === 'object' && value !== null && 'map' in value && Array.isArray(value.map)
