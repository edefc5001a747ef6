import { hourMs, minuteMs } from '../../contract/index.ts'
import { type Engine, findArrivals } from '../store/store.ts'
import { floorTo, watermarkOf } from './schedule.ts'
import type { WatchSettings } from './settings.ts'
import type { Source } from './source.ts'
import type { Watched } from './watched.ts'

/** A row may become visible so much after its time of receipt; what takes longer is found when all panes are looked at again. */
const marginMs = 5_000

/**
 * Takes note of the minutes that got rows since the last look.
 *
 * @returns rows that came for minutes that were closed
 */
export async function noteArrivals(
  engine: Engine,
  source: Source,
  watermarkMs: number,
  times: { readonly nowMs: number; readonly futureMs: number; readonly rowLatenessMs: number },
): Promise<number> {
  const newestMs = source.newestMs ?? 0
  const wish = {
    sinceMs: Math.max(0, source.receivedMs - marginMs),
    fromMs: Math.max(0, newestMs - times.rowLatenessMs),
    untilMs: times.nowMs + times.futureMs,
  }
  const before = source.receivedMs
  let late = 0
  for (const minute of await findArrivals(engine, source.schema, wish)) {
    source.minutes.add(minute.startMs)
    source.hours.add(floorTo(minute.startMs, hourMs))
    if (minute.receivedMs > before && minute.startMs + minuteMs <= watermarkMs) late += minute.rows
    source.firstMs = Math.min(source.firstMs ?? minute.startMs, minute.startMs)
    source.newestMs = Math.max(source.newestMs ?? 0, minute.newestMs)
    source.receivedMs = Math.max(source.receivedMs, minute.receivedMs)
  }
  return late
}

/** Moves the watermark on; never back, also when the newest row was erased. */
export function moveWatermark(watched: Watched, settings: WatchSettings, nowMs: number): void {
  const newestMs = Math.max(...watched.sources.map(source => source.newestMs ?? Number.NEGATIVE_INFINITY))
  const receivedMs = Math.max(...watched.sources.map(source => source.receivedMs))
  if (Number.isFinite(newestMs)) watched.watermarkMs = Math.max(watched.watermarkMs, watermarkOf({ newestMs, receivedMs, nowMs }, settings))
}
