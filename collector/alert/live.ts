import { createHash } from 'node:crypto'
import { readingNotes, type Signal, seriesKey } from '../../contract/index.ts'
import { foldKey, type Live, type Member, type Watch } from './fold.ts'
import { law } from './law.ts'
import { endOf, lengthOf } from './span.ts'
import { isCritical } from './wording.ts'

/** What a signal of a member changes: its watch moves on, and a later alarm takes the place of the earlier. */
export function observe(live: Live, series: string, signal: Signal, seenMs: number): Live {
  const member = live.members.get(series) as Member
  const before = member.watches.find(watch => isAlike(watch.lengthMs, lengthOf(signal)))
  if (!before && signal.verdict !== 'alarm') return live
  const watches = [...member.watches.filter(watch => watch !== before), watchOf(signal, seenMs, before)]
  const later = signal.verdict === 'alarm' && endOf(signal) >= endOf(member.signal)
  return { ...live, members: new Map(live.members).set(series, { ...member, signal: later ? signal : member.signal, watches }) }
}

function watchOf(signal: Signal, seenMs: number, before: Watch | undefined): Watch {
  const toMs = endOf(signal)
  const alarmMs = Math.max(before?.alarmMs ?? 0, signal.verdict === 'alarm' ? toMs : 0)
  if (before && toMs < before.toMs) return { ...before, alarmMs, seenMs }
  return { lengthMs: lengthOf(signal), toMs, alarmMs, low: signal.verdict !== 'alarm' && isLow(signal), seenMs }
}

/** Days of a calendar have 23 to 25 hours and its months 28 to 31 days: they are one length. */
const isAlike = (a: number, b: number): boolean => Math.min(a, b) > law.alikeShare * Math.max(a, b)

/**
 * Below 0.7 of its threshold. A rate or metric does not start from zero: of the way from its baseline to the threshold 0.3 must be left. `smallest` stands
 * for that way, which it exceeds a little; of what starts from zero it asks a little more than the 0.7 do, so that one rule serves both.
 */
function isLow({ value, threshold, smallest, notes, verdict }: Signal): boolean {
  // Detectors that need order have no threshold in the unit of the value, and say by themselves that they are calm again.
  if (threshold === null && verdict === 'calm') return true
  // The threshold may lie above the value or below it; that the value is beyond without an alarm only the note says.
  if (value === null || threshold === null || notes.includes(readingNotes.beyondLate)) return false
  const left = Math.abs(threshold - value) >= (1 - law.lowShare) * (smallest ?? Number.POSITIVE_INFINITY)
  return left || value < law.lowShare * threshold
}

/** A new alert, not told yet. */
export function open(signal: Signal, onsetMs: number, seenMs: number): Live {
  const { model, version, window } = signal
  return {
    alert: {
      id: createHash('sha256')
        .update(JSON.stringify([foldKey(signal), seriesKey(signal), window.from, window.to]))
        .digest('hex')
        .slice(0, 32),
      state: 'open',
      severity: isCritical(signal) ? 'critical' : 'warning',
      model,
      version,
      openedAt: window.to,
      onsetAt: new Date(onsetMs).toISOString(),
      resolvedAt: null,
      revision: 0,
    },
    members: new Map([[seriesKey(signal), { signal, watches: [watchOf(signal, seenMs, undefined)], onsetMs }]]),
    more: 0,
    firstMs: endOf(signal),
    lastMs: endOf(signal),
    emittedMs: seenMs,
    closedMs: null,
    news: 'opened',
  }
}

/** An alarm joins an alert: as a member, and as an end of its span. A resolved alert reopens. */
export function enter(live: Live, signal: Signal, onsetMs: number, seenMs: number): Live {
  const series = seriesKey(signal)
  const known = live.members.has(series)
  const room = known || live.members.size < law.membersMax
  const critical = isCritical(signal) && live.alert.severity === 'warning'
  const reopened = live.alert.state === 'resolved'
  const joined = room && !known ? new Map(live.members).set(series, { signal, watches: [watchOf(signal, seenMs, undefined)], onsetMs }) : live.members
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

/** Weeks and months may report no more often than they end. */
const silentAfterMs = ({ lengthMs }: Watch): number => (lengthMs > 2 * law.dayMs ? lengthMs / law.alikeShare : law.silentMs)

export const isQuiet = (live: Live, newestMs: number): boolean =>
  [...live.members.values()].every(member =>
    member.watches.every(watch => {
      const quietMs = watch.lengthMs >= law.dayMs ? law.quietDayMs : law.quietMs
      return newestMs - watch.seenMs > silentAfterMs(watch) || (watch.low && watch.toMs - watch.alarmMs >= quietMs)
    }),
  )

export function close(live: Live, closedMs: number): Live {
  const resolvedMs = Math.max(...[...live.members.values()].flatMap(member => member.watches.map(watch => watch.toMs)))
  return { ...live, alert: { ...live.alert, state: 'resolved', resolvedAt: new Date(resolvedMs).toISOString() }, closedMs, news: 'resolved' }
}
