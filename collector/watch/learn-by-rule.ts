import { type BaselineRule, dayMs } from '../../contract/index.ts'
import { readDeclaration } from '../store/store.ts'
import type { Baseline } from './baseline.ts'
import { learnSeasonal, learnSeasonalNow } from './learn-seasonal.ts'
import { learnTrailing, type Ruled } from './learn-trailing.ts'
import { learnWindow } from './learn-window.ts'
import type { Post, TickParts } from './post.ts'
import { floorTo, type Span } from './schedule.ts'

/** What somebody asks to be learned from: a past window, or what a seasonal rule means now. */
export type Wish = ({ readonly span: Span } | { readonly rule: BaselineRule }) & { readonly reason: string }

/** @throws Failure BAD_REQUEST for a window without rows, or a rule that too few earlier days fulfil */
export function learnAsked(parts: TickParts, post: Post, wish: Wish): Promise<Baseline> {
  if ('span' in wish) return learnWindow(parts, post, [wish.span], { reason: wish.reason })
  return learnSeasonalNow(parts, post, { kind: 'window', rule: wish.rule, standing: true }, wish.reason)
}

/** Once on each day of event time: learns the baseline that a rule means on it, where there is a rule. */
export async function learnByRule(parts: TickParts, post: Post): Promise<Baseline | null> {
  const day = floorTo(post.watched.watermarkMs, dayMs)
  if (post.ruledMs === day || !Number.isFinite(day)) return null
  post.ruledMs = day
  const origin = await ruleOf(parts, post)
  if (origin?.rule.kind === 'trailing') return learnTrailing(parts, post, origin)
  return origin?.rule.kind === 'seasonal' ? learnSeasonal(parts, post, origin) : null
}

/** What is declared of the model goes before what the baseline in use came with. */
async function ruleOf({ engine }: TickParts, { watched }: Post): Promise<Ruled | null> {
  const { baseline: declared } = await readDeclaration(engine, watched.model)
  if (declared) return { kind: 'window', rule: declared }
  const source = watched.baseline?.source
  return source?.kind === 'window' && source.standing && source.rule ? { kind: 'window', rule: source.rule, standing: true } : null
}
