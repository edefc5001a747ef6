import { createHash } from 'node:crypto'
import type { Alert, Signal } from '../../contract/index.ts'
import { type Fold, foldKey, type Live, type Member, type ModelFold, seriesKey, type Watch } from './fold.ts'
import { isCritical, isHard, titleOf } from './wording.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** The constants of the alert rules (calibration law, section on alerts) and the bounds on what is remembered. */
export const law = {
  /** Windows up to this long must alarm in two of three. */
  repeatedMs: 5 * minuteMs,
  mergeMs: 2 * hourMs,
  quietMs: hourMs,
  quietDayMs: 6 * hourMs,
  dayMs: 24 * hourMs,
  /** An alert may resolve when every reading is below this share of its threshold. */
  lowShare: 0.7,
  /** A member that has not reported for so long no longer holds its alert open. */
  silentMs: 24 * hourMs,
  /** Updates of one alert are folded into one per span of event time. */
  updateMs: 15 * minuteMs,
  /** How long, and how many, resolved alerts are remembered, so that late revisions of what they covered open nothing. */
  rememberMs: 7 * 24 * hourMs,
  resolvedMax: 20,
  membersMax: 100,
  recentMax: 1_000,
} as const

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
 * day-long windows) and every reading is below 0.7 of its threshold, and may reopen within 2 h.
 *
 * @param signals  of deciding detectors, in the order in which they were judged; any revision
 * @returns the fold to go on with, and the events in order
 */
export function foldSignals(fold: Fold, signals: readonly Signal[]): { fold: Fold; events: AlertEvent[] } {
  const next = new Map(fold)
  const events: AlertEvent[] = []
  for (const step of stepsOf(signals)) {
    const first = step[0] as Signal
    const key = foldKey(first)
    const before = next.get(key) ?? { model: first.model, version: first.version, toMs: 0, recent: new Map(), alerts: [] }
    const told = tell(resolve(step.reduce(take, advance(before, endOf(first)))))
    events.push(...told.events)
    if (told.fold.alerts.length > 0 || told.fold.recent.size > 0) next.set(key, told.fold)
    else next.delete(key)
  }
  return { fold: next, events }
}

const endOf = (signal: Signal): number => Date.parse(signal.window.to)
const startOf = (signal: Signal): number => Date.parse(signal.window.from)
const lengthOf = (signal: Signal): number => endOf(signal) - startOf(signal)

function stepsOf(signals: readonly Signal[]): Signal[][] {
  const steps: Signal[][] = []
  for (const signal of signals) {
    const last = steps.at(-1)
    if (last?.[0] && foldKey(last[0]) === foldKey(signal) && last[0].window.to === signal.window.to) last.push(signal)
    else steps.push([signal])
  }
  return steps.map(step => step.toSorted(byLikelihood))
}

/** Least likely first, then by name, so that the order of arrival within a window does not matter. */
function byLikelihood(a: Signal, b: Signal): number {
  return (a.pValue ?? 1) - (b.pValue ?? 1) || (seriesKey(a) < seriesKey(b) ? -1 : Number(seriesKey(a) > seriesKey(b))) || lengthOf(a) - lengthOf(b)
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
  if (lengthOf(signal) > law.repeatedMs || isHard(signal)) return join(after, signal, startOf(signal))
  return noted.partnerMs === null ? after : join(after, signal, Math.min(startOf(signal), noted.partnerMs - lengthOf(signal)))
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

function observe(live: Live, series: string, signal: Signal, seenMs: number): Live {
  const member = live.members.get(series) as Member
  const before = member.watches.find(watch => watch.lengthMs === lengthOf(signal))
  if (!before && signal.verdict !== 'alarm') return live
  const watches = [...member.watches.filter(watch => watch !== before), watchOf(signal, seenMs, before)]
  const later = signal.verdict === 'alarm' && endOf(signal) >= endOf(member.signal)
  return { ...live, members: new Map(live.members).set(series, { signal: later ? signal : member.signal, watches }) }
}

function watchOf(signal: Signal, seenMs: number, before: Watch | undefined): Watch {
  const toMs = endOf(signal)
  const alarmMs = Math.max(before?.alarmMs ?? 0, signal.verdict === 'alarm' ? toMs : 0)
  if (before && toMs < before.toMs) return { ...before, alarmMs, seenMs }
  const low = signal.value !== null && signal.threshold !== null && Math.abs(signal.value) < law.lowShare * Math.abs(signal.threshold)
  return { lengthMs: lengthOf(signal), toMs, alarmMs, low: low && signal.verdict !== 'alarm', seenMs }
}

function join(fold: ModelFold, signal: Signal, onsetMs: number): ModelFold {
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

function open(signal: Signal, onsetMs: number, seenMs: number): Live {
  const { model, version, window } = signal
  return {
    alert: {
      id: createHash('sha256')
        .update(JSON.stringify([foldKey(signal), seriesKey(signal), window.from, window.to]))
        .digest('hex')
        .slice(0, 32),
      state: 'open',
      severity: isCritical(signal) ? 'critical' : 'warning',
      title: titleOf(signal, onsetMs),
      model,
      version,
      openedAt: window.to,
      onsetAt: new Date(onsetMs).toISOString(),
      resolvedAt: null,
      revision: 0,
    },
    members: new Map([[seriesKey(signal), { signal, watches: [watchOf(signal, seenMs, undefined)] }]]),
    more: 0,
    firstMs: endOf(signal),
    lastMs: endOf(signal),
    emittedMs: seenMs,
    closedMs: null,
    news: 'opened',
  }
}

/** An alarm joins an alert: as a member, and as an end of its span. A resolved alert reopens. */
function enter(live: Live, signal: Signal, onsetMs: number, seenMs: number): Live {
  const series = seriesKey(signal)
  const known = live.members.has(series)
  const room = known || live.members.size < law.membersMax
  const critical = isCritical(signal) && live.alert.severity === 'warning'
  const reopened = live.alert.state === 'resolved'
  const joined = room && !known ? new Map(live.members).set(series, { signal, watches: [watchOf(signal, seenMs, undefined)] }) : live.members
  return {
    ...live,
    alert: {
      ...live.alert,
      state: 'open',
      resolvedAt: null,
      severity: critical ? 'critical' : live.alert.severity,
      onsetAt: new Date(Math.min(Date.parse(live.alert.onsetAt), onsetMs)).toISOString(),
    },
    members: joined,
    more: live.more + (room ? 0 : 1),
    firstMs: Math.min(live.firstMs, endOf(signal)),
    lastMs: Math.max(live.lastMs, endOf(signal)),
    closedMs: null,
    news: newsAfter(live, { critical, reopened, joined: !known }),
  }
}

function newsAfter(live: Live, change: { critical: boolean; reopened: boolean; joined: boolean }): Live['news'] {
  if (live.news === 'opened') return 'opened'
  if (change.critical || change.reopened) return 'urgent'
  return change.joined && live.news === 'none' ? 'joined' : live.news
}

function resolve(fold: ModelFold): ModelFold {
  return { ...fold, alerts: fold.alerts.map(live => (live.alert.state === 'open' && isQuiet(live, fold.toMs) ? close(live, fold.toMs) : live)) }
}

const isQuiet = (live: Live, newestMs: number): boolean =>
  [...live.members.values()].every(member =>
    member.watches.every(watch => {
      const quietMs = watch.lengthMs >= law.dayMs ? law.quietDayMs : law.quietMs
      return newestMs - watch.seenMs > law.silentMs || (watch.low && watch.toMs - watch.alarmMs >= quietMs)
    }),
  )

function close(live: Live, closedMs: number): Live {
  const resolvedMs = Math.max(...[...live.members.values()].flatMap(member => member.watches.map(watch => watch.toMs)))
  return { ...live, alert: { ...live.alert, state: 'resolved', resolvedAt: new Date(resolvedMs).toISOString() }, closedMs, news: 'resolved' }
}

/** Says what is news, and forgets what is long resolved. */
function tell(fold: ModelFold): { fold: ModelFold; events: AlertEvent[] } {
  const due = (live: Live) => live.news !== 'none' && (live.news !== 'joined' || fold.toMs - live.emittedMs >= law.updateMs)
  const alerts = fold.alerts.map(live =>
    due(live)
      ? { live: { ...live, alert: { ...live.alert, revision: live.alert.revision + 1 }, emittedMs: fold.toMs }, news: live.news }
      : { live, news: null },
  )
  const events = alerts.flatMap(({ live, news }) => (news ? [{ kind: kindOf(news), alert: bodyOf(live) }] : []))
  const kept = alerts.map(({ live, news }) => (news ? { ...live, news: 'none' as const } : live))
  return { fold: { ...fold, alerts: forget(kept, fold.toMs) }, events }
}

const kindOf = (news: Live['news']): AlertEvent['kind'] => (news === 'opened' || news === 'resolved' ? news : 'updated')

function bodyOf(live: Live): AlertEvent['alert'] {
  const others = live.members.size - 1 + live.more
  const title = others === 0 ? live.alert.title : `${live.alert.title}, and ${others} more`
  return { ...live.alert, title, signals: [...live.members.values()].map(member => member.signal).sort(byLikelihood) }
}

function forget(alerts: readonly Live[], newestMs: number): Live[] {
  const resolved = alerts.filter(live => live.closedMs !== null && newestMs - live.closedMs < law.rememberMs).slice(-law.resolvedMax)
  return alerts.filter(live => live.alert.state === 'open' || resolved.includes(live))
}
