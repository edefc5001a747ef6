import { setTimeout as wait } from 'node:timers/promises'
import { dayMs, hourMs } from '../../contract/index.ts'
import type { Calendar } from './calendar.ts'
import { infer, type LabelItem, sendLabels, turnUpsideDown } from './client.ts'
import { classes } from './declaration.ts'
import type { Seen } from './evidence.ts'
import { type Fault, faultAt } from './faults.ts'
import type { Flights } from './flights.ts'
import type { Stage } from './stage.ts'
import { changedRows, inferenceId, inputsOf, isLate, type Slot, slotsOf, v2Body } from './traffic.ts'

/** The truth about a flight is known a day after it was scheduled. */
export const labelDelayMs = dayMs

export interface Script {
  readonly calendar: Calendar
  readonly faults: readonly Fault[]
  /** Names the story; the same one sends the same ids. */
  readonly story: string
  /** Length of the whole replay, milliseconds of the wall clock; slower when the parts cannot follow. */
  readonly lastsMs: number
}

/** How far it is; counts are of what was answered, not of what was tried. */
export interface Progress {
  /** Time of the data up to which was sent. */
  atMs: number
  rows: number
  requests: number
  labels: number
  /** Rows that each fault changed. */
  readonly changed: Map<Fault, number>
  /** Answers for the origin whose model goes wrong, with the truth: the demo's own evidence. */
  readonly evidence: (Seen & { readonly atMs: number })[]
}

export const noProgress = ({ calendar }: Pick<Script, 'calendar'>): Progress => ({
  atMs: calendar.fromMs - 1,
  rows: 0,
  requests: 0,
  labels: 0,
  changed: new Map(),
  evidence: [],
})

/** The first request: with it the collector knows the model, and can learn what is normal for it. */
export async function sendFirst(stage: Stage, script: Script, progress: Progress): Promise<void> {
  const [first] = slotsOf(stage.prepared.flights)
  if (first) await sendSlot(stage, script, first, progress)
}

/** Sends slot after slot from where it stopped, in order, and labels a day of event time later. Ends early, in order, when `stop` aborts. */
export async function replay(stage: Stage, script: Script, progress: Progress, stop: AbortSignal): Promise<void> {
  const { flights } = stage.prepared
  const all = slotsOf(flights)
  const slots = all.filter(slot => slot.atMs > progress.atMs)
  const labels = labelsOf(flights, all, script)
  const { fromMs, toMs } = script.calendar
  const startedMs = Date.now()
  for (const slot of slots) {
    if (stop.aborted) return
    const dueMs = startedMs + (script.lastsMs * (slot.atMs - fromMs)) / (toMs - fromMs)
    if (dueMs > Date.now()) await wait(dueMs - Date.now(), undefined, { signal: stop }).catch(() => undefined) // stopped: the loop ends above
    await labels.sendUntil(stage, slot.atMs - labelDelayMs, progress)
    await sendSlot(stage, script, slot, progress)
  }
  await labels.sendUntil(stage, toMs - labelDelayMs, progress)
}

async function sendSlot(stage: Stage, { calendar, faults, story }: Script, slot: Slot, progress: Progress): Promise<void> {
  const { flights } = stage.prepared
  const fault = faultAt(faults, slot.atMs)
  await switchModel(stage, faultAt(faults, progress.atMs), fault)
  const id = inferenceId(story, slot.atMs)
  const answers = await infer(stage.agentUrl, v2Body(id, inputsOf(flights, slot, faults)), { id, atMs: slot.atMs + calendar.shiftMs })
  if (fault) progress.changed.set(fault, (progress.changed.get(fault) ?? 0) + changedRows(flights, slot, faults))
  keepEvidence(progress, { flights, slot, answers: answers.outputs[0]?.data ?? [], airport: faults.find(one => one.kind === 'upside-down')?.airport })
  progress.rows += slot.to - slot.from
  progress.requests++
  progress.atMs = slot.atMs
}

/** The fault of the model itself begins and ends at the model server. */
async function switchModel({ modelUrl, prepared }: Stage, before: Fault | undefined, now: Fault | undefined): Promise<void> {
  if (before === now) return
  if (now?.kind === 'upside-down') await turnUpsideDown(modelUrl, { origin: now.airport, scores: prepared.scores[now.airport] ?? [] })
  if (before?.kind === 'upside-down') await turnUpsideDown(modelUrl, null)
}

interface Evidence {
  readonly flights: Flights
  readonly slot: Slot
  readonly answers: readonly (number | string)[]
  readonly airport: string | undefined
}

function keepEvidence(progress: Progress, { flights, slot, answers, airport }: Evidence): void {
  for (let row = slot.from; row < slot.to; row++) {
    if (flights.origin[row] !== airport) continue
    progress.evidence.push({ atMs: slot.atMs, score: Number(answers[row - slot.from]), late: isLate(flights.delayMinutes[row] ?? 0) })
  }
}

/** The truth by the hour of its flights, each hour sent once, when the last of it is known. */
function labelsOf(flights: Flights, slots: readonly Slot[], { calendar, story }: Script) {
  const hours = [...Map.groupBy(slots, slot => Math.floor(slot.atMs / hourMs) * hourMs)]
  let next = 0
  return {
    async sendUntil(stage: Stage, untilMs: number, progress: Progress): Promise<void> {
      for (; next < hours.length; next++) {
        const [hour, group] = hours[next] as [number, Slot[]]
        if (hour + hourMs > untilMs) return
        progress.labels += await sendLabels(
          stage.inwardUrl,
          group.flatMap(slot => itemsOf(flights, slot, calendar.shiftMs, story)),
        )
      }
    },
  }
}

function itemsOf(flights: Flights, { atMs, from, to }: Slot, shiftMs: number, story: string): LabelItem[] {
  const common = {
    inferenceId: inferenceId(story, atMs),
    eventTime: new Date(atMs + shiftMs).toISOString(),
    knownAt: new Date(atMs + shiftMs + labelDelayMs).toISOString(),
  }
  return Array.from({ length: to - from }, (_, row) => {
    const value = isLate(flights.delayMinutes[from + row] ?? 0) ? classes.late : classes.onTime
    return { ...common, row, value }
  })
}
