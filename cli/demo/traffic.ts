import { hash } from 'node:crypto'
import { slotMs } from './calendar.ts'
import { type Fault, faultAt, kilometresPerMile, missingShare, unknownAirport } from './faults.ts'
import { type Flights, lateMinutes } from './flights.ts'

/** Flights scheduled in the same five minutes: rows [from, to) of the columns. */
export interface Slot {
  readonly atMs: number
  readonly from: number
  readonly to: number
}

/** Cuts flights, ascending by scheduled time, into slots; a slot without flights is absent. */
export function slotsOf({ scheduledMs }: Pick<Flights, 'scheduledMs'>): Slot[] {
  const slots: { atMs: number; from: number; to: number }[] = []
  for (const [row, scheduled] of scheduledMs.entries()) {
    const atMs = Math.floor(scheduled / slotMs) * slotMs
    const last = slots.at(-1)
    if (last?.atMs === atMs) last.to = row + 1
    else slots.push({ atMs, from: row, to: row + 1 })
  }
  return slots
}

/** What the client sends for a slot; the model's own columns, by name. */
export interface Inputs {
  readonly scheduled_hour: (number | null)[]
  readonly weekday: (string | null)[]
  readonly distance: (number | null)[]
  readonly destination_delays: (number | null)[]
  readonly origin: (string | null)[]
  readonly destination: (string | null)[]
}

/** A third or so of the rows, the same ones every time: by a hash of where they stand. */
function drawn(row: number, share: number): boolean {
  return Number.parseInt(hash('sha256', `row ${row}`, 'hex').slice(0, 8), 16) / 2 ** 32 < share
}

/** Inputs of a slot, with what the client gets wrong at that time. */
export function inputsOf(flights: Flights, { atMs, from, to }: Slot, faults: readonly Fault[]): Inputs {
  const fault = faultAt(faults, atMs)
  const cut = <T>(values: readonly T[]): T[] => values.slice(from, to)
  const inputs: Inputs = {
    scheduled_hour: cut(flights.scheduledHour),
    weekday: cut(flights.weekday),
    distance: cut(flights.distance),
    destination_delays: cut(flights.destinationDelays),
    origin: cut(flights.origin),
    destination: cut(flights.destination),
  }
  if (fault?.kind === 'missing') return { ...inputs, destination: inputs.destination.map((value, index) => (drawn(from + index, missingShare) ? null : value)) }
  if (fault?.kind === 'unit') return { ...inputs, distance: cut(flights.distance).map(miles => Math.round(miles * kilometresPerMile)) }
  if (fault?.kind === 'unknown') return { ...inputs, origin: inputs.origin.map(value => (value === fault.airport ? unknownAirport : value)) }
  return inputs
}

/** Rows of a slot that a fault changes. */
export function changedRows(flights: Flights, slot: Slot, faults: readonly Fault[]): number {
  const fault = faultAt(faults, slot.atMs)
  if (!fault) return 0
  if (fault.kind === 'upside-down') return flights.origin.slice(slot.from, slot.to).filter(origin => origin === fault.airport).length
  const [sound, sent] = [inputsOf(flights, slot, []), inputsOf(flights, slot, faults)]
  const column = fault.column as keyof Inputs
  return sent[column].filter((value, index) => value !== sound[column][index]).length
}

/** Names a slot of a story: a UUID (version 8) of its hash, so that labels can name rows without remembering. */
export function inferenceId(story: string, atMs: number): string {
  const digits = hash('sha256', `${story} ${atMs}`, 'hex')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

const datatypes = { scheduled_hour: 'INT64', weekday: 'BYTES', distance: 'FP64', destination_delays: 'FP64', origin: 'BYTES', destination: 'BYTES' } as const

/** Body of an inference request of the Open Inference Protocol V2, every column a tensor of shape [n]. */
export const v2Body = (id: string, inputs: Inputs): string =>
  JSON.stringify({
    id,
    inputs: Object.entries(datatypes).map(([name, datatype]) => {
      const data = inputs[name as keyof Inputs]
      return { name, shape: [data.length], datatype, data }
    }),
  })

export const isLate = (delayMinutes: number): boolean => delayMinutes > lateMinutes
