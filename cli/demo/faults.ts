import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { mersenne } from 'pure-rand/generator/mersenne'
import { dayMs, hourMs } from '../../contract/index.ts'
import { type Calendar, slotMs } from './calendar.ts'

export const faultKinds = ['missing', 'unit', 'unknown', 'upside-down'] as const
export type FaultKind = (typeof faultKinds)[number]

/** One thing that goes wrong, in [fromMs, toMs) of the data's time. */
export interface Fault {
  readonly kind: FaultKind
  readonly fromMs: number
  readonly toMs: number
  /** Column that it touches; the score for the model's own fault. */
  readonly column: string
  /** Airport that it touches; empty when all rows are. */
  readonly airport: string
}

export const missingShare = 0.3
export const kilometresPerMile = 1.609344
/** Berlin, which no US flight of 2001 knew. */
export const unknownAirport = 'BER'

/** Airports with one to two and a half of a hundred flights: one of them sends the unknown code instead of its own. */
const renamed = ['BOS', 'SEA', 'SFO', 'PHL', 'EWR'] as const
/** Large airports at which January's AUC is steady from day to day, so that one day of labels shows the fault; measured on January, see the README. */
const turned = ['ATL', 'DFW', 'CLT', 'MCO'] as const

/** Share of the story at which each fault begins, and how long it lasts; far enough apart for alerts to resolve between. */
const acts: readonly { readonly kind: FaultKind; readonly at: number; readonly lastsHours: number }[] = [
  { kind: 'missing', at: 0.07, lastsHours: 12 },
  { kind: 'unit', at: 0.25, lastsHours: 12 },
  { kind: 'unknown', at: 0.43, lastsHours: 12 },
  { kind: 'upside-down', at: 0.61, lastsHours: 60 },
]

/** Draws times and airports. Faults begin between 8 and 12 o'clock, when traffic is full; the same seed gives the same story. */
export function planFaults({ fromMs, toMs }: Calendar, seed: number): Fault[] {
  const random = mersenne(seed)
  const pick = (list: readonly string[]): string => list[Math.floor(uniformFloat64(random) * list.length)] ?? ''
  return acts.map(({ kind, at, lastsHours }) => {
    const nearMs = fromMs + at * (toMs - fromMs)
    const middayMs = Math.round((nearMs - 12 * hourMs) / dayMs) * dayMs + 8 * hourMs
    const beginMs = middayMs + Math.floor((uniformFloat64(random) * 4 * hourMs) / slotMs) * slotMs
    const startMs = beginMs < fromMs + 12 * hourMs ? beginMs + dayMs : beginMs
    return { kind, fromMs: startMs, toMs: startMs + lastsHours * hourMs, ...touched(kind, pick) }
  })
}

function touched(kind: FaultKind, pick: (list: readonly string[]) => string): Pick<Fault, 'column' | 'airport'> {
  if (kind === 'missing') return { column: 'destination', airport: '' }
  if (kind === 'unit') return { column: 'distance', airport: '' }
  if (kind === 'unknown') return { column: 'origin', airport: pick(renamed) }
  return { column: 'late_probability', airport: pick(turned) }
}

export const faultAt = (faults: readonly Fault[], atMs: number): Fault | undefined => faults.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)

/** What a fault is, in a sentence's words. */
export function describeFault({ kind, airport }: Fault): string {
  if (kind === 'missing') return `${Math.round(missingShare * 100)} % of destination is missing`
  if (kind === 'unit') return 'distance comes in kilometres instead of miles'
  if (kind === 'unknown') return `origin ${airport} is spelled ${unknownAirport}`
  return `the model's answers are upside down for origin ${airport}`
}
