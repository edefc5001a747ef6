import { Failure, hourMs } from '../../contract/index.ts'
import { alarmedSpans, type Held, heldInSpans } from '../store/store.ts'
import type { Baseline } from './baseline.ts'
import type { Ruled } from './learn-trailing.ts'
import { learnWindow, sourceOf } from './learn-window.ts'
import type { Post, TickParts } from './post.ts'
import { floorTo, hullOf, joinSpans, type Span } from './schedule.ts'
import { earlierHours, type Season, seasonDay, seasonOf } from './season.ts'

/** Learns the seasonal baseline of the day the watermark stands in, unless it is in use already or too few earlier days are whole and quiet. */
export async function learnSeasonal(parts: TickParts, post: Post, origin: Ruled): Promise<Baseline | null> {
  const season = seasonOf(origin.rule, post.watched.watermarkMs)
  if (post.watched.baseline?.season?.dayMs === season.dayMs) return null
  const usable = await usableDays(parts, post, season)
  return isEnough(usable, origin, parts) ? learnDays(parts, post, origin, { ...usable, reason: reasonOf(origin, usable) }) : null
}

/**
 * The same at once, because somebody asked.
 *
 * @throws Failure BAD_REQUEST when too few earlier days are whole and quiet: it says which are not
 */
export async function learnSeasonalNow(parts: TickParts, post: Post, origin: Ruled, reason: string): Promise<Baseline> {
  if (!Number.isFinite(post.watched.watermarkMs))
    throw new Failure('BAD_REQUEST', 'No rows are summarised yet, so there is no day to learn a seasonal baseline for')
  const usable = await usableDays(parts, post, seasonOf(origin.rule, post.watched.watermarkMs))
  if (isEnough(usable, origin, parts)) return learnDays(parts, post, origin, { ...usable, reason })
  const { season, rows, notes } = usable
  const found = `${season.shiftsMs.length} earlier days with ${rows} rows can be learned from`
  throw new Failure(
    'BAD_REQUEST',
    `${found}; ${daysMinOf(origin)} days and ${parts.settings.baselineRowsMin} rows (watch.baselineRowsMin) are needed. ${notes.join('; ')}`,
  )
}

interface Usable {
  /** With the days that are left. */
  readonly season: Season
  /** Their rows. */
  readonly rows: number
  /** Which days are not, each a sentence. */
  readonly notes: readonly string[]
}

const daysMinOf = ({ rule: { daysMin = 2 } }: Ruled): number => daysMin
const isEnough = ({ season, rows }: Usable, origin: Ruled, { settings }: TickParts): boolean =>
  season.shiftsMs.length >= daysMinOf(origin) && rows >= settings.baselineRowsMin

const learnDays = (parts: TickParts, post: Post, origin: Ruled, { season, notes, reason }: Usable & { readonly reason: string }): Promise<Baseline> =>
  learnWindow(parts, post, partsOf(season), { reason, notes, origin, season })

function reasonOf({ rule: { weeks = 4, sameWeekday = true } }: Ruled, { season }: Usable): string {
  const days = season.shiftsMs.length
  return `seasonal baseline: the same hours of ${days} ${days === 1 ? 'day' : 'days'} of the last ${weeks} weeks${sameWeekday ? ', of the same weekday' : ''}`
}

const partsOf = (season: Season): Span[] => joinSpans(season.shiftsMs.map(shiftMs => earlierHours(season, shiftMs)))

/** Without days that are missing, or hold a window that alarmed: they are not what is normal. */
async function usableDays({ engine }: TickParts, post: Post, season: Season): Promise<Usable> {
  const { model, version } = post.watched
  const hull = hullOf(partsOf(season)) ?? { fromMs: 0, toMs: 0 }
  const { schema, firstMs } = sourceOf(post, [hull])
  const days = season.shiftsMs.map(shiftMs => seasonDay(season, shiftMs))
  const held = await heldInSpans(engine, schema, days)
  const known = { firstMs: firstMs ?? 0, hoursMax: Math.max(...held.map(({ hours }) => hours)), alarms: await alarmedSpans(engine, { model, version }, hull) }
  const judged = held.map((day, at) => ({ ...day, ...lookedAt(season, season.shiftsMs[at] ?? 0, { ...known, held: day }) }))
  const usable = judged.filter(({ problem }) => problem === null)
  return {
    season: { ...season, shiftsMs: usable.map(({ shiftMs }) => shiftMs) },
    rows: usable.reduce((sum, { rows }) => sum + rows, 0),
    notes: judged.flatMap(({ name, problem }) => (problem === null ? [] : [`${name} is left out: ${problem}`])),
  }
}

interface Known {
  readonly held: Held
  /** Of the fullest of the days. */
  readonly hoursMax: number
  readonly alarms: readonly Span[]
  /** When rows began. */
  readonly firstMs: number
}

function lookedAt(season: Season, shiftMs: number, known: Known): { readonly shiftMs: number; readonly name: string; readonly problem: string | null } {
  const hours = earlierHours(season, shiftMs)
  return { shiftMs, name: new Date(seasonDay(season, shiftMs).fromMs).toISOString().slice(0, 10), problem: problemOf(hours, known) }
}

function problemOf({ fromMs, toMs }: Span, { held, hoursMax, alarms, firstMs }: Known): string | null {
  if (held.rows === 0) return 'it holds no rows'
  if (floorTo(firstMs, hourMs) > fromMs) return 'rows began later'
  if (2 * held.hours < hoursMax) return `it holds rows in ${held.hours} of its hours, another day in ${hoursMax}`
  const alarmed = alarms.filter(alarm => alarm.fromMs < toMs && alarm.toMs > fromMs).length
  return alarmed > 0 ? `${alarmed} ${alarmed === 1 ? 'window' : 'windows'} of it or of the day before alarmed` : null
}
