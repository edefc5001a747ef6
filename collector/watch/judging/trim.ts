import type { Decision, Tally } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'
import type { Stream } from './stream.ts'
import { subtract, tallyOf } from './strip.ts'

/**
 * The window without the slice that adds most to a raised rate, hits − rows · rate, so that one burst does not make an
 * hour. Its history keeps that slice, else trimming itself would look like dispersion.
 *
 * @returns `decision` itself unless it is a one-sided rate beyond what is tolerated, over several slices
 */
export function withoutWorst(stream: Stream, window: Span, { reference, tally, decision, floorFactor }: Trimming): Decision {
  const { deciding, series, strip } = stream
  const rate = decision.rate
  if (!rate || rate.twoSided || decision.T === 0 || window.toMs - window.fromMs <= strip.stepMs) return decision
  let worst = { excess: 0, slice: null as Tally | null }
  for (let fromMs = window.fromMs; fromMs < window.toMs; fromMs += strip.stepMs) {
    const slice = tallyOf(strip, { fromMs, toMs: fromMs + strip.stepMs })
    const part = deciding.decide(series.frame, reference, slice, floorFactor).rate
    const excess = part ? part.hits - (part.rows * rate.hits) / rate.rows : 0
    if (excess > worst.excess) worst = { excess, slice }
  }
  return worst.slice ? deciding.decide(series.frame, reference, subtract(tally, worst.slice), floorFactor) : decision
}

export interface Trimming {
  readonly reference: Tally
  readonly tally: Tally
  readonly decision: Decision
  readonly floorFactor: number
}
