import { hourMs, type ModelSchema } from '../../contract/index.ts'
import { type Engine, findNewLabels, findStaleHours, type LabelNews, makeLabelled, type StaleHour } from '../store/store.ts'
import { floorTo, joinSpans, type Span } from './schedule.ts'
import type { WatchSettings } from './settings.ts'
import type { Source } from './source.ts'

/** A label, or the row that it waits for, may become visible so much after its time of receipt: the longest insert. */
export const labelMarginMs = 30_000
const keptMs = 100 * 24 * hourMs

/** What hours were made of, so that the same does not make them dirty again: by start, the newest label and the version of the panes. */
export interface SeenHours {
  readonly labels: Map<number, number>
  readonly panes: Map<number, number>
}

type LabelSettings = Pick<WatchSettings, 'labelShareMin' | 'labelCountMin' | 'labelAgeMs' | 'labelHoursMax' | 'labelLatenessMs'>

interface Bounds {
  readonly settings: LabelSettings
  readonly watermarkMs: number
  /** Labels received earlier are in the hours already, or too few to matter yet are counted by those after them. */
  readonly sinceMs: number
  readonly nowMs: number
  readonly nextVersion: () => number
}

/** Is an hour to be made again? When a share or a number of its labels is new, or the oldest news has waited long enough. */
export function ripe({ fresh, known, firstMs }: LabelNews, settings: LabelSettings, nowMs: number): boolean {
  return fresh >= Math.min(settings.labelCountMin, Math.max(1, settings.labelShareMin * (known + fresh))) || nowMs - firstMs >= settings.labelAgeMs
}

/**
 * Joins rows and labels anew for the hours whose rows have changed, and for those with enough new labels, newest first, at most
 * `labelHoursMax`; the rest waits for the next tick. One statement a month.
 *
 * @returns the hours made, as spans
 */
export async function joinLabels(engine: Engine, source: Source, seen: SeenHours, bounds: Bounds): Promise<Span[]> {
  const { schema, cut } = source
  if (source.firstMs === null || !judges(schema)) return []
  const closedMs = floorTo(bounds.watermarkMs, hourMs)
  const span = { fromMs: floorTo(Math.max(source.firstMs, bounds.watermarkMs - bounds.settings.labelLatenessMs), hourMs), toMs: closedMs }
  if (span.fromMs >= span.toMs) return []
  const stale = (await findStaleHours(engine, schema, cut, span)).filter(hour => seen.panes.get(hour.startMs) !== hour.version)
  const news = await findNewLabels(engine, schema, { ...span, sinceMs: bounds.sinceMs, marginMs: labelMarginMs })
  const labelled = news.filter(hour => seen.labels.get(hour.startMs) !== hour.lastMs && ripe(hour, bounds.settings, bounds.nowMs))
  const hours = [...new Set([...stale, ...labelled].map(hour => hour.startMs))].sort((a, b) => b - a).slice(0, bounds.settings.labelHoursMax)
  for (const startsMs of byMonth(hours)) await makeLabelled(engine, schema, cut, { startsMs, version: bounds.nextVersion() })
  remember(seen, { stale, news, made: new Set(hours) })
  return joinSpans(hours.map(fromMs => ({ fromMs, toMs: fromMs + hourMs })))
}

/** Is there anything that a label could judge? */
const judges = (schema: ModelSchema): boolean => schema.columns.some(({ role }) => role === 'score' || role === 'class')

const byMonth = (hours: readonly number[]): number[][] =>
  [...Map.groupBy(hours, startMs => new Date(startMs).toISOString().slice(0, 7)).values()].map(list => [...list].sort((a, b) => a - b))

interface Looked {
  readonly stale: readonly StaleHour[]
  readonly news: readonly LabelNews[]
  readonly made: ReadonlySet<number>
}

/** Bounded: what neither the labels nor the panes speak of any more is forgotten. */
function remember(seen: SeenHours, { stale, news, made }: Looked): void {
  const current = new Set(news.map(hour => hour.startMs))
  for (const startMs of seen.labels.keys()) if (!current.has(startMs)) seen.labels.delete(startMs)
  for (const hour of news) if (made.has(hour.startMs)) seen.labels.set(hour.startMs, hour.lastMs)
  const oldestMs = Math.min(...made) - keptMs
  for (const startMs of seen.panes.keys()) if (startMs < oldestMs) seen.panes.delete(startMs)
  for (const hour of stale) if (made.has(hour.startMs)) seen.panes.set(hour.startMs, hour.version)
}
