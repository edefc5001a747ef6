import { dayMs, detectorNames, type Reading } from '../../contract/index.ts'
import { alertsOf, counts } from './alerts.ts'
import { type Fault, onsetOf } from './faults.ts'
import type { Replay } from './replay.ts'
import { needsLabels } from './streams.ts'

/** What became of an injected fault. */
export interface FoundFault {
  readonly fault: string
  readonly found: boolean
  /** Windows from its beginning to when the first that alarmed was judged. */
  readonly windows: number | null
  readonly delayMs: number | null
}

/** One time that somebody would have been paged. */
export interface ReplayedAlert {
  /** Its first and its last alarming window. */
  readonly first: number
  readonly last: number
  /** Windows that alarmed. */
  readonly windows: number
  /** It opened on a column with an injected fault, after that began. */
  readonly inFault: boolean
}

/** What a rule would have done: alarming windows, and how often it would have paged. */
export interface Paging {
  readonly name: string
  readonly alerts: readonly ReplayedAlert[]
  /** Alerts in 30 days; null where the file has no times. */
  readonly perMonth: number | null
  /** The same of those that lie in no fault. */
  readonly falsePerMonth: number | null
  /** Windows with an alarm. */
  readonly windows: number
  /** Windows with an alarm that no fault explains, as a share of all. */
  readonly falseAlarmRate: number
  readonly faults: readonly FoundFault[]
}

interface Place {
  readonly window: number
  readonly detector: string
  readonly subject: string
}

/** Ours, as production would have paged. */
export function pagingOfOurs(replay: Replay, faults: readonly Fault[]): Paging {
  const alarms = countedAlarms(replay).map(({ window, reading }) => ({ window, detector: reading.detector, subject: reading.subject }))
  return pagingOf('plimsoll', alarms, { replay, faults })
}

export const pagingOfPresets = (replay: Replay, faults: readonly Fault[]): Paging[] =>
  replay.presets.map(({ name, alarms }) =>
    pagingOf(
      name,
      [...alarms].flatMap(([window, readings]) => readings.map(({ detector, subject }) => ({ window, detector, subject }))),
      { replay, faults },
    ),
  )

/** An alarm of a detector that decides, with the number of its window. */
export interface CountedAlarm {
  readonly window: number
  readonly reading: Reading
}

/** Alarms of the detectors that decide, in the order of their windows. */
export function countedAlarms({ windows, timeline }: Replay): CountedAlarm[] {
  const series = windows[0]?.readings.length ?? 0
  const alarms: CountedAlarm[] = []
  for (let one = 0; one < series; one++) {
    const verdicts = windows.map(({ readings }) => readings[one]?.verdict ?? 'unsure')
    for (const [window, { readings }] of windows.entries()) {
      const reading = readings[one]
      if (reading && counts(verdicts, window, timeline)) alarms.push({ window, reading })
    }
  }
  return alarms.sort((a, b) => a.window - b.window)
}

/** How long after the end of its window a detector can say anything: what is judged by labels waits for them. */
export const waitMs = ({ labelDelayMs, known }: Pick<Replay, 'labelDelayMs' | 'known'>, detector: string): number =>
  needsLabels(known, detector) ? labelDelayMs : 0

interface Onset {
  readonly fault: Fault
  /** In the unit of positions. */
  readonly onset: number
}

function pagingOf(name: string, alarms: readonly Place[], { replay, faults }: { readonly replay: Replay; readonly faults: readonly Fault[] }): Paging {
  const { timeline, windows } = replay
  const onsets = faults.map(fault => ({ fault, onset: onsetAt(replay, fault) }))
  const faulty = new Set(alarms.filter(place => onsets.some(onset => shows(replay, place, onset))))
  const distinct = (places: readonly Place[]): number[] => [...new Set(places.map(({ window }) => window))].sort((a, b) => a - b)
  const explained = new Set(distinct([...faulty]))
  const alerts = alertsOf(distinct(alarms), timeline).map(joined => alertOf(joined, explained))
  const loose = distinct(alarms.filter(place => !faulty.has(place)))
  return {
    name,
    alerts,
    perMonth: perMonth(replay, alerts.length),
    falsePerMonth: perMonth(replay, alerts.filter(({ inFault }) => !inFault).length),
    windows: distinct(alarms).length,
    falseAlarmRate: loose.length / windows.length,
    faults: onsets.map(onset => foundFault(replay, onset, alarms)),
  }
}

function alertOf(joined: readonly number[], explained: ReadonlySet<number>): ReplayedAlert {
  const [first = 0] = joined
  return { first, last: joined.at(-1) ?? first, windows: joined.length, inFault: explained.has(first) }
}

function perMonth({ windows, windowMs }: Replay, alerts: number): number | null {
  const months = windowMs === null ? 0 : (windows.length * windowMs) / (30 * dayMs)
  return months === 0 ? null : alerts / months
}

/** Can an alarm come of a fault? No fault changes how many rows there are; scores and labels show those of what they are made of. */
function shows(replay: Replay, place: Place, { fault, onset }: Onset): boolean {
  if (endOf(replay, place.window) <= onset) return false
  if (needsLabels(replay.known, place.detector)) return replay.rows.scored?.madeOf.has(fault.column) ?? false
  return place.subject === fault.column || (place.subject === '*' && place.detector !== detectorNames.volume)
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

function foundFault(replay: Replay, { fault, onset }: Onset, alarms: readonly Place[]): FoundFault {
  const { timeline, windowMs } = replay
  const found = alarms.filter(place => place.subject !== '*' && shows(replay, place, { fault, onset }))
  const waits = found.map(({ window, detector }) => {
    const labels = windowMs === null ? 0 : waitMs(replay, detector) / windowMs
    return (endOf(replay, window) - onset) / timeline.width + labels
  })
  if (waits.length === 0) return { fault: fault.text, found: false, windows: null, delayMs: null }
  const windows = Math.min(...waits)
  return { fault: fault.text, found: true, windows, delayMs: windowMs === null ? null : Math.round(windows * windowMs) }
}
