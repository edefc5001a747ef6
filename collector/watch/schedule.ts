import { type Length, lengths } from './series.ts'

/** Half-open, milliseconds since 1970, UTC. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** One length of window that ends at `toMs`. */
export interface Window extends Span {
  readonly length: Length
}

interface Arrival {
  /** Newest event time seen, milliseconds. */
  readonly newestMs: number
  /** When it was received, and what time it is, by the same wall clock. */
  readonly receivedMs: number
  readonly nowMs: number
}

/**
 * Event time before which windows are closed: `lagMs` behind the newest event, and when nothing has come for `idleMs`, as far
 * on as the wall clock has moved since. It moves by the time that has passed, not to the wall clock itself, so that a
 * replay of old events does not jump to today.
 */
export function watermarkOf(arrival: Arrival, settings: { readonly watermarkLagMs: number; readonly idleMs: number }): number {
  const quietMs = Math.max(0, arrival.nowMs - arrival.receivedMs)
  return arrival.newestMs - settings.watermarkLagMs + (quietMs >= settings.idleMs ? quietMs : 0)
}

interface WindowBounds {
  readonly startMs: number
  readonly max: number
  readonly hopMs?: number
}

/**
 * Windows of one length that closed in (`judgedMs`, `watermarkMs`] and begin at `startMs` or later, oldest first, at most `max`.
 * They end at multiples of their hop since 1970, so two collectors agree on them.
 *
 * @param bounds  `hopMs` where it is not that of the length
 */
export function dueWindows(length: Length, judgedMs: number, watermarkMs: number, bounds: WindowBounds): Window[] {
  const { ms, hopMs: usualMs } = lengths[length]
  const { hopMs = usualMs } = bounds
  const first = Math.max(Math.floor(judgedMs / hopMs) + 1, Math.ceil((bounds.startMs + ms) / hopMs)) * hopMs
  const last = Math.min(Math.floor(watermarkMs / hopMs) * hopMs, first + (bounds.max - 1) * hopMs)
  const windows: Window[] = []
  for (let toMs = first; toMs <= last; toMs += hopMs) windows.push({ length, fromMs: toMs - ms, toMs })
  return windows
}

/** Windows that were judged (end in (`startMs` + length, `judgedMs`]) and hold a moment of `span`: those that late news makes new again. */
export function touchedWindows(length: Length, span: Span, judgedMs: number, startMs: number): Window[] {
  const { ms, hopMs } = lengths[length]
  const first = Math.max(Math.floor(span.fromMs / hopMs) + 1, Math.ceil((startMs + ms) / hopMs)) * hopMs
  const last = Math.min(Math.ceil((span.toMs + ms) / hopMs) * hopMs - hopMs, Math.floor(judgedMs / hopMs) * hopMs)
  const windows: Window[] = []
  for (let toMs = first; toMs <= last; toMs += hopMs) windows.push({ length, fromMs: toMs - ms, toMs })
  return windows
}

/** Joins overlapping and touching spans; ascending. */
export function joinSpans(spans: readonly Span[]): Span[] {
  const joined: { fromMs: number; toMs: number }[] = []
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = joined.at(-1)
    if (last && span.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, span.toMs)
    else joined.push({ ...span })
  }
  return joined
}

/** From the first moment of spans to the last; null of none. */
export const hullOf = (spans: readonly Span[]): Span | null =>
  spans.length === 0 ? null : { fromMs: Math.min(...spans.map(({ fromMs }) => fromMs)), toMs: Math.max(...spans.map(({ toMs }) => toMs)) }

/** Milliseconds of spans that do not overlap. */
export const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)

/** Start of the step that holds a moment. */
export const floorTo = (ms: number, stepMs: number): number => Math.floor(ms / stepMs) * stepMs
