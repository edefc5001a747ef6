import { dayMs } from '../../contract/index.ts'
import { type Engine, eraseOld, type StoreSettings } from '../store/store.ts'
import { spansOf } from './baseline.ts'
import { keptMs } from './kept.ts'
import { floorTo } from './schedule.ts'
import type { WatchSettings } from './settings.ts'
import type { Watched } from './watched.ts'

/** How long it is kept, as people say it. */
export type Retention = Pick<StoreSettings, 'minutePanesKeptMs' | 'hourPanesKeptMs' | 'signalsKeptMs'>

/** Erasing rewrites a month of a table, so it is done by the week. */
const weekMs = 7 * dayMs

/** Which week was looked at last, by event time. */
export interface Retained {
  retainedMs: number
}

/**
 * Erases the panes and signals of a model version that are older than they are kept, once in a week of event time. Old is what lies behind its newest row,
 * so neither the wall clock nor a replay matters. What may still be made again or is still read stays: the panes of late rows and labels, and those of the baseline.
 *
 * @returns rows erased, by table
 */
export async function retain(
  engine: Engine,
  { watched, retained }: { readonly watched: Watched; readonly retained: Retained },
  { keep, settings }: { readonly keep: Retention; readonly settings: WatchSettings },
): Promise<ReadonlyMap<string, number>> {
  const newestMs = Math.max(...watched.sources.map(source => source.newestMs ?? Number.NEGATIVE_INFINITY))
  const weekStartMs = floorTo(newestMs, weekMs)
  if (!Number.isFinite(newestMs) || weekStartMs <= retained.retainedMs) return new Map()
  const needed = neededMs(settings)
  const before = (kept: number): number => Math.max(0, weekStartMs - kept)
  const erased = await eraseOld(engine, {
    model: watched.model,
    version: watched.version,
    schemas: watched.sources.map(source => source.schema.number),
    minutePanesBeforeMs: before(Math.max(keep.minutePanesKeptMs, needed.minutes)),
    hourPanesBeforeMs: before(Math.max(keep.hourPanesKeptMs, needed.hours)),
    signalsBeforeMs: before(keep.signalsKeptMs),
    except: watched.baseline ? spansOf(watched.baseline) : [],
  })
  retained.retainedMs = weekStartMs
  return erased
}

/** Erased earlier, it would be found missing and made again. */
function neededMs({ rowLatenessMs, labelLatenessMs, ...keeping }: WatchSettings): { minutes: number; hours: number } {
  const kept = keptMs(keeping)
  const minutes = Math.max(rowLatenessMs, kept.columns) + dayMs
  return { minutes, hours: Math.max(minutes, labelLatenessMs + dayMs, kept.labelled + dayMs) }
}
