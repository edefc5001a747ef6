import { kindOfDay } from '../../collector/watch/judging/calendar.ts'
import { dayMs } from '../../contract/index.ts'

import { type Draws, drawsOf } from './draws.ts'
import type { Nature } from './nature.ts'

export const sliceMs = 300_000
export const slicesPerDay = dayMs / sliceMs
const rowsPerSlice = 300
const noHolidays: ReadonlySet<number> = new Set()

/** A Monday, so that a baseline of one day has not seen a weekend. */
export const startMs = (7 * 2_600 + 4) * dayMs

/** What all columns of a stream share: rows, bots and the calendar, by slice. */
export interface Traffic {
  readonly nature: Nature
  readonly slices: number
  /** Rows of people. */
  readonly rows: Uint16Array
  /** Equal rows of a bot. */
  readonly bots: Uint16Array
}

export interface TrafficOptions {
  /** Part of the rows that a segment has. */
  readonly rowsShare?: number
  /** Traffic is highest at noon; at a drawn hour otherwise. */
  readonly peakAtNoon?: boolean
}

const noon = 0.75

/** Poisson rows a slice, about 300. */
export function trafficOf(nature: Nature, days: number, seed: number, { rowsShare = 1, peakAtNoon = false }: TrafficOptions = {}): Traffic {
  const draws = drawsOf(seed, 0)
  const drawn = draws.uniform()
  const phase = peakAtNoon ? noon : drawn
  const slices = days * slicesPerDay
  const rows = new Uint16Array(slices)
  const bots = new Uint16Array(slices)
  for (let slice = 0; slice < slices; slice++) {
    const expected = rowsPerSlice * rowsShare * (1 + nature.traffic * wave(slice, phase))
    rows[slice] = nature.copies * Math.max(0, Math.round((expected + Math.sqrt(expected) * draws.normal()) / nature.copies))
    if (draws.uniform() < nature.bots) bots[slice] = Math.round((rows[slice] as number) * (0.1 + 0.2 * draws.uniform()))
  }
  return { nature, slices, rows, bots }
}

const wave = (slice: number, phase: number): number => Math.sin(2 * Math.PI * (slice / slicesPerDay + phase))

/** Level of one column by slice, in its standard deviations: a daily wave, weekends, and wandering. */
export function levelOf({ nature, slices }: Traffic, draws: Draws): Float64Array {
  const height = nature.daily * draws.uniform()
  const phase = draws.uniform()
  const weekend = nature.weekend * (2 * draws.uniform() - 1)
  const kept = Math.exp(-sliceMs / nature.memoryMs)
  const fresh = nature.wander * Math.sqrt(1 - kept * kept)
  let wandering = nature.wander * draws.normal()
  const level = new Float64Array(slices)
  for (let slice = 0; slice < slices; slice++) {
    wandering = nature.wander === 0 ? 0 : kept * wandering + fresh * draws.normal()
    level[slice] = height * wave(slice, phase) + (isWeekend(slice) ? weekend : 0) + wandering
  }
  return level
}

const isWeekend = (slice: number): boolean => kindOfDay(Math.floor(startMs / dayMs) + Math.floor(slice / slicesPerDay), noHolidays) === 'weekend'
