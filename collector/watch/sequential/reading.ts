import type { Reading, Tally } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'
import type { SequentialPlan } from './plan.ts'
import type { FoundChange, SequentialProgress } from './progress.ts'

const ownRate = 'with an error rate of its own, outside of the budget'

/**
 * What was found in a window: an alarm where one of its values raised one, with the direction and since when. `value` is the mean or share of the
 * window; the statistic has its own unit and stands in the notes, so there is no threshold.
 *
 * @returns null where the window holds no row
 */
export function changeReading(
  { series, unit }: SequentialPlan,
  { changes, learnedMs }: Pick<SequentialProgress, 'changes' | 'learnedMs'>,
  { window, tally }: { readonly window: Span; readonly tally: Tally },
): Reading | null {
  const [n = 0, weight = 0, sum = 0] = tally
  if (!(weight > 0)) return null
  const found = changes.find(({ atMs }) => atMs >= window.fromMs && atMs < window.toMs)
  const { detector, subject, segment } = series
  return {
    detector,
    subject,
    segment,
    value: sum / weight,
    low: null,
    high: null,
    n,
    nEff: n,
    baselineN: 0,
    pValue: null,
    threshold: null,
    smallest: null,
    resolution: 0,
    ...(found ? alarmOf(found) : { ...verdictOf(learnedMs, window), notes: [ownRate] }),
    unit,
  }
}

const alarmOf = ({ atMs, direction, statistic, threshold }: FoundChange): Pick<Reading, 'verdict' | 'reason' | 'notes'> => ({
  verdict: 'alarm',
  reason: `${direction === 'other' ? 'it changed' : `it went ${direction}`} since ${new Date(atMs).toISOString().replace('.000Z', 'Z')}`,
  notes: [`statistic ${short(statistic)} beyond ${short(threshold)}`, ownRate],
})

const verdictOf = (learnedMs: number | null, { toMs }: Span): Pick<Reading, 'verdict' | 'reason'> =>
  learnedMs !== null && learnedMs <= toMs ? { verdict: 'calm', reason: '' } : { verdict: 'unsure', reason: 'learning' }

const short = (value: number): string => String(Number(value.toPrecision(4)))
