import type { Length } from '../../collector/watch/series.ts'
import { dayMs } from '../../contract/index.ts'
import { alertsOf, countingAlarms } from './alerts.ts'
import { drawsOf, faults } from './faults.ts'
import { type Slice, sliceMs } from './flights.ts'
import type { January } from './january.ts'
import { type Replayed, replayedModel } from './model.ts'
import { type Judged, judgeDay, withSlices } from './replay.ts'
import type { Watched } from './watched.ts'

/** Days that each stream leaves out of its baseline and is judged on. */
const daysPerStream = 3

export interface FaultCount {
  readonly name: string
  injected: number
  found: number
  /** Hours from injection to the first counting alarm of the column. */
  readonly delaysHours: number[]
}

export interface QuietResult {
  readonly streams: number
  readonly days: number
  /** First alarm of each false alert, and how many series joined it. */
  readonly alerts: { readonly day: number; readonly first: Judged; readonly alarms: number }[]
  /** Windows by length and by reason; calm ones under "calm". */
  readonly reasons: Map<Length, Map<string, number>>
  readonly faults: FaultCount[]
}

/** Replays January as `streams` models, each judged on days that its baseline does not have, quietly and with faults. */
export function replayStreams(january: January, watched: readonly Watched[], settings: { streams: number; seed: number; budget: number }): QuietResult {
  const draw = drawsOf(settings.seed)
  const result: QuietResult = {
    streams: settings.streams,
    days: settings.streams * daysPerStream,
    alerts: [],
    reasons: new Map(),
    faults: faults.map(({ name }) => ({ name, injected: 0, found: 0, delaysHours: [] })),
  }
  for (let stream = 0; stream < settings.streams; stream++) {
    const leftOut = drawDays([...january.days.keys()], draw)
    const model = replayedModel(january, watched, leftOut, settings.budget)
    for (const [index, day] of leftOut.entries()) {
      replayQuiet(model, day, result)
      replayFault(january, model, { day, index, draw }, result)
    }
  }
  return result
}

function drawDays(days: number[], draw: () => number): number[] {
  return Array.from({ length: daysPerStream }, () => days.splice(Math.floor(draw() * days.length), 1)[0] as number)
}

function replayQuiet(model: readonly Replayed[], day: number, result: QuietResult): void {
  const judged = judgeDay(model, day)
  for (const alert of alertsOf(judged)) result.alerts.push({ day, first: alert[0] as Judged, alarms: alert.length })
  for (const { length, verdict, reason } of judged) {
    const counts = result.reasons.get(length) ?? new Map<string, number>()
    result.reasons.set(length, counts)
    const name = verdict === 'unsure' ? reason : verdict
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
}

/** Each left-out day of a stream gets another fault, from some moment before 18:00 until midnight. */
function replayFault(
  january: January,
  model: readonly Replayed[],
  { day, index, draw }: { day: number; index: number; draw: () => number },
  { faults: counts }: QuietResult,
): void {
  const fault = faults[index % faults.length]
  const count = counts[index % faults.length]
  if (!fault || !count) return
  const onsetMs = day + Math.floor(draw() * 18 * 12) * sliceMs
  const changed = new Map<number, Slice>()
  for (let atMs = onsetMs; atMs < day + dayMs; atMs += sliceMs) {
    const slice = january.slices.get(atMs)
    if (slice) changed.set(atMs, fault.apply(slice, draw))
  }
  const affected = withSlices(
    model.filter(one => one.watched.column === fault.column),
    changed,
    day,
  )
  const alarms = countingAlarms(judgeDay(affected, day)).filter(({ endMs }) => endMs > onsetMs)
  count.injected += 1
  if (alarms.length === 0) return
  count.found += 1
  count.delaysHours.push((Math.min(...alarms.map(({ endMs }) => endMs)) - onsetMs) / 3_600_000)
}
