import { dayMs, type Reading } from '../../contract/index.ts'
import { alertsOf, counts } from './alerts.ts'
import { type Fault, onsetOf } from './faults.ts'
import type { Replay } from './replay.ts'

/** What became of an injected fault. */
export interface FoundFault {
  readonly fault: string
  readonly found: boolean
  /** Windows from its beginning to the end of the first that alarmed. */
  readonly windows: number | null
  readonly delayMs: number | null
}

/** What a rule would have done: alarming windows, and how often it would have paged. */
export interface Paging {
  readonly name: string
  readonly windows: number
  readonly alerts: number
  /** Null where the file has no times. */
  readonly perMonth: number | null
  /** Alarming windows without a fault, as a share of all. */
  readonly falseAlarmRate: number
  readonly faults: readonly FoundFault[]
}

interface Place {
  readonly window: number
  readonly subject: string
}

/** Ours, as production would have paged. */
export function pagingOfOurs(replay: Replay, faults: readonly Fault[]): Paging {
  return pagingOf('plimsoll', countedAlarms(replay), { replay, faults })
}

export const pagingOfPresets = (replay: Replay, faults: readonly Fault[]): Paging[] =>
  replay.presets.map(({ name, alarms }) =>
    pagingOf(
      name,
      [...alarms].flatMap(([window, readings]) => readings.map(({ subject }) => ({ window, subject }))),
      { replay, faults },
    ),
  )

/** Alarms of the detectors that decide, each with the number of its window. */
export function countedAlarms({ windows, timeline }: Replay): (Place & { readonly reading: Reading })[] {
  const series = windows[0]?.readings.length ?? 0
  const alarms: (Place & { reading: Reading })[] = []
  for (let one = 0; one < series; one++) {
    const verdicts = windows.map(({ readings }) => readings[one]?.verdict ?? 'unsure')
    for (const [window, { readings }] of windows.entries()) {
      const reading = readings[one]
      if (reading && counts(verdicts, window, timeline)) alarms.push({ window, subject: reading.subject, reading })
    }
  }
  return alarms.sort((a, b) => a.window - b.window)
}

function pagingOf(name: string, alarms: readonly Place[], { replay, faults }: { readonly replay: Replay; readonly faults: readonly Fault[] }): Paging {
  const { timeline, windows, windowMs } = replay
  const onsets = faults.map(fault => ({ fault, onset: onsetAt(replay, fault) }))
  const faulty = ({ window, subject }: Place): boolean =>
    onsets.some(({ fault, onset }) => endOf(replay, window) > onset && (subject === fault.column || subject === '*'))
  const distinct = (places: readonly Place[]): number[] => [...new Set(places.map(({ window }) => window))].sort((a, b) => a - b)
  const quiet = distinct(alarms.filter(place => !faulty(place)))
  const alerts = alertsOf(quiet, timeline)
  const months = windowMs === null ? null : (windows.length * windowMs) / (30 * dayMs)
  return {
    name,
    windows: quiet.length,
    alerts,
    perMonth: months === null || months === 0 ? null : alerts / months,
    falseAlarmRate: quiet.length / windows.length,
    faults: onsets.map(({ fault, onset }) => foundFault(replay, { fault, onset }, alarms)),
  }
}

/** Where a fault begins, in the unit of positions: of rows where windows count them. */
function onsetAt({ rows, timeline, windows }: Replay, fault: Fault): number {
  const onset = onsetOf(fault, timeline.rowsCount)
  if (!timeline.rowsCount || /^\d+$/.test(fault.at)) return onset
  // A time among windows of rows: the window that holds it is where it begins.
  const window = windows.findIndex(({ to }) => typeof to === 'string' && Date.parse(to) >= onset)
  return window < 0 ? rows.last + 1 : (timeline.from[window] as number)
}

const endOf = ({ timeline }: Replay, window: number): number => (timeline.from[window] as number) + timeline.width

function foundFault(replay: Replay, { fault, onset }: { readonly fault: Fault; readonly onset: number }, alarms: readonly Place[]): FoundFault {
  const first = Math.min(...alarms.filter(({ window, subject }) => subject === fault.column && endOf(replay, window) > onset).map(({ window }) => window))
  if (!Number.isFinite(first)) return { fault: fault.text, found: false, windows: null, delayMs: null }
  const { timeline, windowMs } = replay
  const windows = (endOf(replay, first) - onset) / timeline.width
  return { fault: fault.text, found: true, windows, delayMs: windowMs === null ? null : Math.round(windows * windowMs) }
}
