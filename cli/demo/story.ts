import { type Alert, dayMs, hourMs, type Signal } from '../../contract/index.ts'
import { slotMs } from './calendar.ts'
import type { Fault, FaultKind } from './faults.ts'

/** Signals that say what a fault is, not only that something is wrong. */
const signs: Readonly<Record<FaultKind, { readonly detectors: readonly string[]; readonly inSegment: boolean }>> = {
  missing: { detectors: ['quality/missing'], inSegment: false },
  unit: { detectors: ['drift/mean-score', 'drift/gtest', 'quality/range'], inSegment: false },
  unknown: { detectors: ['quality/unseen'], inSegment: false },
  'upside-down': { detectors: ['performance/auc'], inSegment: true },
}

/** Subject of a fault's signs: what labels tell stands on the whole row. */
const subjectOf = (fault: Fault): string => (fault.kind === 'upside-down' ? '*' : fault.column)
const segmentOf = (fault: Fault): string => `origin=${fault.airport}`

/** Does the signal look at rows that the fault changed? Spans of the fault are of the data's time, `shiftMs` earlier. */
function overlaps(signal: Pick<Signal, 'window'>, { fromMs, toMs }: Pick<Fault, 'fromMs' | 'toMs'>, shiftMs: number): boolean {
  return Date.parse(signal.window.from) - shiftMs < toMs && Date.parse(signal.window.to) - shiftMs > fromMs
}

/** Where to look for a fault: what its signs are called. */
export const signsOf = (fault: Fault): { readonly detector: string; readonly subject: string; readonly segment: string }[] =>
  signs[fault.kind].detectors.map(detector => ({ detector, subject: subjectOf(fault), segment: signs[fault.kind].inSegment ? segmentOf(fault) : '' }))

const isSign = (signal: Signal, fault: Fault, shiftMs: number): boolean =>
  overlaps(signal, fault, shiftMs) &&
  signsOf(fault).some(({ detector, subject, segment }) => signal.detector === detector && signal.subject === subject && signal.segment === segment)

export interface Finding {
  readonly signal: Signal
  /** End of the window, and for labels the wait for them: event time in the time of the data. */
  readonly foundMs: number
}

const lengthOf = ({ window }: Signal): number => Date.parse(window.to) - Date.parse(window.from)

/** An alarm over five minutes counts when one of the two windows before it alarmed too. */
const counts = (signal: Signal, all: readonly Signal[]): boolean =>
  lengthOf(signal) > slotMs ||
  all.some(other => {
    const beforeMs = Date.parse(signal.window.to) - Date.parse(other.window.to)
    return other.detector === signal.detector && lengthOf(other) === slotMs && beforeMs > 0 && beforeMs <= 2 * slotMs
  })

/** The first alarm that names the fault, or null. `alarms` are the deciding signals with that verdict. */
export function findingOf(
  fault: Fault,
  alarms: readonly Signal[],
  { shiftMs, labelDelayMs }: { readonly shiftMs: number; readonly labelDelayMs: number },
): Finding | null {
  const named = alarms.filter(signal => isSign(signal, fault, shiftMs))
  const wait = fault.kind === 'upside-down' ? labelDelayMs : 0
  const found = named.filter(signal => counts(signal, named)).map(signal => ({ signal, foundMs: Date.parse(signal.window.to) - shiftMs + wait }))
  return found.reduce<Finding | null>((first, one) => (first === null || one.foundMs < first.foundMs ? one : first), null)
}

/** What else a fault may move: its own column, what the model answers, and what labels then tell of it. */
function explains(fault: Fault, signal: Signal, shiftMs: number): boolean {
  if (!overlaps(signal, fault, shiftMs)) return false
  const answered = ['late_probability', 'late', '*'].includes(signal.subject) && signal.detector !== 'quality/volume'
  if (fault.kind === 'upside-down') return answered && (signal.segment === '' || signal.segment === segmentOf(fault))
  return signal.subject === fault.column || answered || (fault.kind === 'unknown' && signal.segment === segmentOf(fault))
}

export interface Judged {
  readonly alert: Alert
  /** The injected fault that explains it; null when none does. */
  readonly cause: Fault | null
}

/** Which fault an alert comes from: one that explains some member of it and had begun when it opened. Members are the latest alarms of each series. */
export function causeOf(alert: Alert, faults: readonly Fault[], shiftMs: number): Judged {
  const openedMs = Date.parse(alert.openedAt) - shiftMs
  const cause = faults.find(
    fault => openedMs > fault.fromMs && openedMs <= fault.toMs + dayMs + hourMs && alert.signals.some(signal => explains(fault, signal, shiftMs)),
  )
  return { alert, cause: cause ?? null }
}

export interface Counts {
  readonly sent: number
  readonly stored: number
  readonly labelsSent: number
  readonly labelled: number
}

/** Alerts that lack an injected cause and are allowed: those that independent SQL finds in the source, at most one. */
const realMax = 1

export interface Verdict {
  readonly passed: boolean
  readonly reasons: readonly string[]
}

/** The whole story in one verdict. `real` are the causeless alerts that the source confirms. */
export function judgeStory(found: readonly (Finding | null)[], causeless: readonly Alert[], real: readonly Alert[], counted: Counts): Verdict {
  const missed = found.filter(one => one === null).length
  const invented = causeless.length - real.length
  const reasons = [
    ...(missed > 0 ? [`${missed} of ${found.length} faults were not found`] : []),
    ...(invented > 0 ? [`${invented} alerts have no cause, neither injected nor in the data`] : []),
    ...(real.length > realMax ? [`${real.length} alerts come from the data itself; at most ${realMax} is allowed`] : []),
    ...(counted.stored === counted.sent ? [] : [`${counted.sent - counted.stored} of ${counted.sent} rows were lost`]),
    ...(counted.labelled === counted.labelsSent ? [] : [`${counted.labelsSent - counted.labelled} of ${counted.labelsSent} labels were lost`]),
  ]
  return { passed: reasons.length === 0, reasons }
}
