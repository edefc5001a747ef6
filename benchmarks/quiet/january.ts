import { dayMs, type Summary } from '../../contract/index.ts'
import { january, readJanuary, type Slice, sliceMs } from './flights.ts'
import { type ColumnSummaries, merge, summarise } from './summaries.ts'

/** January as it was: rows and summaries of every slice, and summaries of every day. */
export interface January {
  readonly slices: ReadonlyMap<number, Slice>
  readonly summaries: ReadonlyMap<number, ColumnSummaries>
  /** By start of day. */
  readonly days: ReadonlyMap<number, ColumnSummaries>
}

export async function prepareJanuary(): Promise<January> {
  const slices = await readJanuary()
  const summaries = new Map(Array.from(slices, ([atMs, slice]) => [atMs, summarise(slice)] as const))
  const days = new Map<number, ColumnSummaries>()
  for (let dayStart = january.fromMs; dayStart < january.toMs; dayStart += dayMs) days.set(dayStart, summarise(dayOf(slices, dayStart)))
  return { slices, summaries, days }
}

function dayOf(slices: ReadonlyMap<number, Slice>, dayStart: number): Slice {
  const parts: Slice[] = []
  for (let atMs = dayStart; atMs < dayStart + dayMs; atMs += sliceMs) {
    const part = slices.get(atMs)
    if (part) parts.push(part)
  }
  return {
    distance: Float64Array.from(parts.flatMap(part => [...part.distance])),
    score: Float64Array.from(parts.flatMap(part => [...part.score])),
    origin: parts.flatMap(part => part.origin),
    destination: parts.flatMap(part => part.destination),
  }
}

/** A column over many days. */
export function columnOver(days: readonly ColumnSummaries[], column: keyof Slice): Summary {
  return days.map(day => day.get(column) as Summary).reduce(merge)
}
