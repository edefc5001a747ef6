import type { Summary, Tally } from '../../../contract/index.ts'
import { uniformDraws } from '../../../detectors/math/draws.ts'
import { absentText } from '../../../detectors/summaries/absent.ts'
import { type Fact, valueOf } from '../facts.ts'
import type { SequentialPlan } from './plan.ts'

/** Rows that a value stands on, their weight, the weighted sum, and the rows that there could be. */
export const tallyWidth = 4

/** Bits of one value: of more rows, as many in proportion. */
const bitsMax = 10_000

/** Is a fact what a plan reads? */
export function isAbout({ wish, kind, series }: SequentialPlan, { segment, subject, summary }: Pick<Fact, 'segment' | 'subject' | 'summary'>): boolean {
  if (segment !== series.segment) return false
  if (kind === 'labelled') return summary.kind === 'scores' && subject === '*'
  return subject === wish.column && (summary.kind === 'numeric' || (summary.kind === 'category' && wish.reads === 'share'))
}

/** What a summary says of a plan's values; additive. */
export function sequentialTally({ wish }: SequentialPlan, summary: Summary): Tally {
  if (summary.kind === 'scores') {
    const [right, wrong] = [summary.confusion[0] + summary.confusion[3], summary.confusion[1] + summary.confusion[2]]
    return Float64Array.of(summary.n, right + wrong, wrong, summary.rows)
  }
  if (summary.kind !== 'numeric' && summary.kind !== 'category') return new Float64Array(tallyWidth)
  if (wish.reads === 'share') return shareTally(wish.value, summary)
  if (summary.kind !== 'numeric') return new Float64Array(tallyWidth)
  const [weight, sum] = summary.moments
  const present = summary.n - summary.nans - summary.pinf - summary.ninf
  return Float64Array.of(present, weight, summary.center * weight + summary.scale * sum, summary.n)
}

const [missing, wrongType] = [valueOf(absentText.missing), valueOf(absentText.wrong)]

function shareTally(value: string, summary: Extract<Summary, { kind: 'numeric' | 'category' }>): Tally {
  const { n, weight } = summary
  if (value === missing || value === wrongType) return Float64Array.of(n, n, value === missing ? summary.nulls : summary.bad, n)
  return Float64Array.of(n, weight, summary.kind === 'category' ? (summary.counts.get(value) ?? 0) : 0, n)
}

/** The values of one step, for a detector: their mean, or ones and zeros. None where there are no rows. */
export function valuesOf({ bits, stepMs }: SequentialPlan, startMs: number, tally: Tally): Float64Array {
  const [rows = 0, weight = 0, sum = 0] = tally
  if (!(weight > 0)) return new Float64Array()
  return bits ? bitsOf(rows, sum / weight, Math.floor(startMs / stepMs)) : Float64Array.of(sum / weight)
}

/**
 * Ones and zeros in an order by lot: of rows of one step it is only known how many are ones, and where they are independent every order is as
 * likely. The lot hangs on the step, so that doing it again draws the same.
 */
function bitsOf(rows: number, share: number, seed: number): Float64Array {
  const values = new Float64Array(Math.min(bitsMax, Math.round(rows)))
  const draw = uniformDraws(seed)
  let left = Math.round(share * values.length)
  for (let at = 0; at < values.length; at++) {
    if (draw() * (values.length - at) >= left) continue
    values[at] = 1
    left--
  }
  return values
}
