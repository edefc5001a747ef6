import { type BaselineRule, dayMs } from '../../contract/index.ts'
import { eventSpan } from '../store/store.ts'
import type { Baseline, BaselineOrigin } from './baseline.ts'
import { learnWindow } from './learn-window.ts'
import type { Post, TickParts } from './post.ts'
import { floorTo, type Span } from './schedule.ts'

/** A rule with how it came to be in force. */
export type Ruled = Extract<BaselineOrigin, { kind: 'window' }> & { readonly rule: BaselineRule }

/** The days that a rule means on the day (UTC) of a moment: it ends at midnight, so that the baseline is the same all day. */
export function trailingSpan({ days = 7, gapDays = 0 }: BaselineRule, atMs: number): Span {
  const toMs = floorTo(atMs, dayMs) - gapDays * dayMs
  return { fromMs: toMs - days * dayMs, toMs }
}

/** Learns the trailing baseline of the day the watermark stands in, unless it is in use already. Its days must all be there; until then the one before holds. */
export async function learnTrailing(parts: TickParts, post: Post, origin: Ruled): Promise<Baseline | null> {
  const { watched } = post
  const span = trailingSpan(origin.rule, watched.watermarkMs)
  if (isLearned(watched.baseline, span) || !(await isFull(parts, post, span))) return null
  return learnWindow(parts, post, [span], { reason: reasonOf(origin.rule), origin })
}

const isLearned = (baseline: Baseline | null, { fromMs, toMs }: Span): boolean =>
  baseline?.source.kind === 'window' && !baseline.season && baseline.span?.fromMs === fromMs && baseline.span.toMs === toMs

const reasonOf = ({ days = 7, gapDays = 0 }: BaselineRule): string => `trailing baseline: ${days} days${gapDays > 0 ? `, ${gapDays} days back` : ''}`

/** Rows must have begun before the span, and its last day must hold some: silence is no news of what is normal. */
async function isFull({ engine, settings }: TickParts, { watched }: Post, { fromMs, toMs }: Span): Promise<boolean> {
  const firstMs = Math.min(...watched.sources.map(source => source.firstMs ?? Number.POSITIVE_INFINITY))
  if (floorTo(firstMs, dayMs) > fromMs) return false
  const newest = watched.sources.at(-1)
  const found = newest ? await eventSpan(engine, newest.schema, toMs - 1) : null
  return found !== null && found.newestMs >= toMs - dayMs && found.rows >= settings.baselineRowsMin
}
