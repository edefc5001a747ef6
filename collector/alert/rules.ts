import { type Alert, type Signal, seriesKey } from '../../contract/index.ts'
import { type Fold, foldKey, type Live, type Member, type ModelFold } from './fold.ts'
import { law } from './law.ts'
import { close, enter, isQuiet, observe, open } from './live.ts'
import { byLikelihood, endOf, lengthOf, startOf } from './span.ts'
import { isHard, titleOf, type Wordings } from './wording.ts'

export interface AlertEvent {
  readonly kind: 'opened' | 'updated' | 'resolved'
  readonly alert: Omit<Alert, 'links'>
}

/**
 * Folds deciding signals into alert events. Pure: the same signals in the same order give the same events, however they are
 * cut between two windows. Signals of one model version and window end are one step, and each step says everything at once.
 *
 * A 5-minute alarm counts when one of the two windows before it alarmed too; longer windows, and hard statements, at once.
 * Counting alarms of a model version less than 2 h apart are one alert. It resolves when no member alarms for 1 h (6 h for
 * day-long windows) and every reading is low, below 0.7 of its threshold; it may reopen within 2 h.
 *
 * @param signals  of deciding detectors, in the order in which they were judged; any revision
 * @returns the fold to go on with, and the events in order
 */
export function foldSignals(fold: Fold, signals: readonly Signal[], wordings: Wordings): { fold: Fold; events: AlertEvent[] } {
  const next = new Map(fold)
  const events: AlertEvent[] = []
  for (const step of stepsOf(signals)) {
    const first = step[0] as Signal
    const key = foldKey(first)
    const before = next.get(key) ?? { model: first.model, version: first.version, toMs: 0, recent: new Map(), alerts: [] }
    const told = tell(resolve(step.reduce(take, advance(before, endOf(first)))), wordings)
    events.push(...told.events)
    if (told.fold.alerts.length > 0 || told.fold.recent.size > 0) next.set(key, told.fold)
    else next.delete(key)
  }
  return { fold: next, events }
}

function stepsOf(signals: readonly Signal[]): Signal[][] {
  const steps: Signal[][] = []
  for (const signal of signals) {
    const last = steps.at(-1)
    if (last?.[0] && foldKey(last[0]) === foldKey(signal) && last[0].window.to === signal.window.to) last.push(signal)
    else steps.push([signal])
  }
  return steps.map(step => step.toSorted(byLikelihood))
}

function advance(fold: ModelFold, toMs: number): ModelFold {
  const newestMs = Math.max(fold.toMs, toMs)
  const recent = [...fold.recent].filter(([, ends]) => (ends.at(-1) ?? 0) > newestMs - law.mergeMs).slice(-law.recentMax)
  return { ...fold, toMs: newestMs, recent: new Map(recent) }
}

/** One signal: what watches it moves on, and an alarm that counts joins an alert or opens one. */
function take(fold: ModelFold, signal: Signal): ModelFold {
  const series = seriesKey(signal)
  const alerts = fold.alerts.map(live => (live.members.has(series) ? observe(live, series, signal, fold.toMs) : live))
  const noted = lengthOf(signal) <= law.repeatedMs ? note(fold.recent, series, signal) : { recent: fold.recent, partnerMs: null }
  const after = { ...fold, alerts, recent: noted.recent }
  if (signal.verdict !== 'alarm') return after
  if (lengthOf(signal) > law.repeatedMs || isHard(signal)) return join(after, { signal, onsetMs: startOf(signal) })
  return noted.partnerMs === null ? after : join(after, { signal, onsetMs: Math.min(startOf(signal), noted.partnerMs - lengthOf(signal)) })
}

/** Keeps the last alarms of a short series. `partnerMs`: end of another alarm at most two windows away that does not overlap. */
function note(recent: ModelFold['recent'], series: string, signal: Signal): { recent: ModelFold['recent']; partnerMs: number | null } {
  const [toMs, ms] = [endOf(signal), lengthOf(signal)]
  const others = (recent.get(series) ?? []).filter(end => end !== toMs)
  const ends = (signal.verdict === 'alarm' ? [...others, toMs].sort((a, b) => a - b) : others).slice(-4)
  const next = new Map(recent)
  next.delete(series)
  if (ends.length > 0) next.set(series, ends)
  const partners = others.filter(end => Math.abs(end - toMs) >= ms && Math.abs(end - toMs) <= 2 * ms)
  return { recent: next, partnerMs: partners[0] ?? null }
}

function join(fold: ModelFold, { signal, onsetMs }: { readonly signal: Signal; readonly onsetMs: number }): ModelFold {
  const series = seriesKey(signal)
  if (fold.alerts.some(live => covers(live, series, endOf(signal)))) return fold
  const target = targetOf(fold.alerts, series, endOf(signal))
  const live = target ? enter(target, signal, onsetMs, fold.toMs) : open(signal, onsetMs, fold.toMs)
  return { ...fold, alerts: [...fold.alerts.filter(other => other !== target), live] }
}

/** A resolved alert has told about this series up to its last alarm: a late revision of such a window is no news. */
const covers = (live: Live, series: string, toMs: number): boolean =>
  live.alert.state === 'resolved' && live.members.has(series) && toMs > live.firstMs - law.mergeMs && toMs <= live.lastMs

/** The open alert that has the series; else the latest one near enough in event time, resolved ones included. */
function targetOf(alerts: readonly Live[], series: string, toMs: number): Live | undefined {
  const own = alerts.find(live => live.alert.state === 'open' && live.members.has(series))
  if (own) return own
  const near = alerts.filter(live => toMs > live.firstMs - law.mergeMs && toMs < endMs(live) + law.mergeMs)
  return near.sort((a, b) => endMs(b) - endMs(a))[0]
}
const endMs = (live: Live): number => Math.max(live.lastMs, live.alert.resolvedAt === null ? 0 : Date.parse(live.alert.resolvedAt))

function resolve(fold: ModelFold): ModelFold {
  return { ...fold, alerts: fold.alerts.map(live => (live.alert.state === 'open' && isQuiet(live, fold.toMs) ? close(live, fold.toMs) : live)) }
}

/** Says what is news, and forgets what is long resolved. */
function tell(fold: ModelFold, wordings: Wordings): { fold: ModelFold; events: AlertEvent[] } {
  const due = (live: Live) => live.news !== 'none' && (live.news !== 'joined' || fold.toMs - live.emittedMs >= law.updateMs)
  const alerts = fold.alerts.map(live =>
    due(live)
      ? { live: { ...live, alert: { ...live.alert, revision: live.alert.revision + 1 }, emittedMs: fold.toMs }, news: live.news }
      : { live, news: null },
  )
  const events = alerts.flatMap(({ live, news }) => (news ? [{ kind: kindOf(news), alert: bodyOf(live, wordings) }] : []))
  const kept = alerts.map(({ live, news }) => (news ? { ...live, news: 'none' as const } : live))
  return { fold: { ...fold, alerts: forget(kept, fold.toMs) }, events }
}

const kindOf = (news: Live['news']): AlertEvent['kind'] => (news === 'opened' || news === 'resolved' ? news : 'updated')

/** The title speaks of the member that leads now, as the signals do. */
function bodyOf(live: Live, wordings: Wordings): AlertEvent['alert'] {
  const members = [...live.members.values()].sort((a, b) => byLikelihood(a.signal, b.signal))
  const leader = members[0] as Member
  const others = members.length - 1 + live.more
  const title = titleOf(leader.signal, leader.onsetMs ?? Date.parse(live.alert.onsetAt), wordings)
  const onsetAt = new Date(onsetOf(live)).toISOString()
  return { ...live.alert, onsetAt, title: others === 0 ? title : `${title}, and ${others} more`, signals: members.map(member => member.signal) }
}

/**
 * First alarming window of the shortest length that alarmed before the alert opened: a day that holds one broken hour began long before it broke,
 * and what joined later dates nothing.
 */
function onsetOf({ alert, members }: Live): number {
  const openedMs = Date.parse(alert.openedAt)
  const dated = Array.from(members.values(), ({ signal, onsetMs }) => ({ lengthMs: lengthOf(signal), onsetMs: onsetMs ?? Date.parse(alert.onsetAt) }))
  const early = dated.filter(({ onsetMs }) => onsetMs < openedMs)
  const shortestMs = Math.min(...early.map(({ lengthMs }) => lengthMs))
  return Math.min(...early.filter(({ lengthMs }) => lengthMs === shortestMs).map(({ onsetMs }) => onsetMs))
}

function forget(alerts: readonly Live[], newestMs: number): Live[] {
  const resolved = alerts.filter(live => live.closedMs !== null && newestMs - live.closedMs < law.rememberMs).slice(-law.resolvedMax)
  return alerts.filter(live => live.alert.state === 'open' || resolved.includes(live))
}
