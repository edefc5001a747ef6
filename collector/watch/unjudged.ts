import { type Engine, madeSince } from '../store/store.ts'
import type { Stale } from './fill.ts'
import { type Keeping, keptMs } from './kept.ts'
import { joinSpans, type Span } from './schedule.ts'
import type { Watched } from './watched.ts'

/**
 * What this tick has made, and what earlier ones have made and nobody has judged, because the round failed or the process died in between:
 * its rows are no longer dirty, so only its version tells.
 */
export async function withUnjudged(engine: Engine, watched: Watched, stale: Stale, settings: Keeping): Promise<Stale> {
  const { judgedVersion, watermarkMs, sources } = watched
  if (judgedVersion === null || !Number.isFinite(watermarkMs)) return stale
  const kept = keptMs(settings)
  const since = { version: judgedVersion, panesFromMs: watermarkMs - kept.columns, labelledFromMs: watermarkMs - kept.labelled }
  const columns: Span[] = [...stale.columns]
  const segments: Span[] = [...stale.segments]
  const labelled: Span[] = [...stale.labelled]
  for (const { schema, cut } of sources) {
    const made = await madeSince(engine, schema, cut, since)
    columns.push(...made.minutes)
    segments.push(...made.hours)
    labelled.push(...made.labelled)
  }
  return { columns: joinSpans(columns), segments: joinSpans(segments), labelled: joinSpans(labelled) }
}
