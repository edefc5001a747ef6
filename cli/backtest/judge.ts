import { addPoints } from '../../collector/watch/judging/history.ts'
import { judgeWindow } from '../../collector/watch/judging/judge-window.ts'
import { knownForGood, loudDaysOf } from '../../collector/watch/judging/known.ts'
import { type DayTerms, type Learned, learnDay } from '../../collector/watch/judging/learn-day.ts'
import { learnHistory } from '../../collector/watch/judging/learn-history.ts'
import { holdsDays } from '../../collector/watch/series.ts'
import { dayMs, type Reading } from '../../contract/index.ts'
import type { GroupSizes } from '../../detectors/calibration/budget.ts'
import { type Replayed, streamOf } from './streams.ts'
import { msOf, type Timeline } from './timeline.ts'

/**
 * Judges every window of one series in order, as production would have: what is quiet is learned of the baseline, then again each midnight of what
 * was judged since.
 *
 * @param budget  false alarms in 30 days of the timeline's clock
 */
export function judgeSeries(replayed: Replayed, timeline: Timeline, { budget, sizes }: { readonly budget: number; readonly sizes: GroupSizes }): Reading[] {
  const stream = streamOf(replayed, timeline)
  const history = learnHistory(stream)
  const holidays = holidaysOf(timeline)
  const terms = (nowMs: number): DayTerms => ({ nowMs, budget, sizes, holidays })
  // Nothing but the days that alarmed is learned any more; windows that hold days ask for none of these.
  const quieter = (known: Learned): Learned => (holdsDays(timeline.length) ? known : { ...known, loudDays: loudDaysOf(history) })
  let midnight = Number.NEGATIVE_INFINITY
  let learned = learnDay(stream, history, terms(msOf(timeline, timeline.baselineEnd)))
  return timeline.from.map(from => {
    const [fromMs, toMs] = [msOf(timeline, from), msOf(timeline, from + timeline.width)]
    const today = Math.floor((toMs - 1) / dayMs) * dayMs
    if (today > midnight) {
      learned = knownForGood(stream.baseline, midnight)
        ? quieter(learned)
        : learnDay(stream, history, terms(Math.max(today, msOf(timeline, timeline.baselineEnd))))
      midnight = today
    }
    const judgement = judgeWindow(stream, learned, { length: timeline.length, fromMs, toMs })
    addPoints(history, judgement.points)
    return readingOf(replayed, judgement)
  })
}

function readingOf({ detector, subject, segment }: Replayed, judgement: ReturnType<typeof judgeWindow>): Reading {
  const { value, low, high, n, nEff, baselineN, pValue, threshold, smallest, verdict, reason, notes } = judgement
  return {
    detector: detector.name,
    subject,
    segment,
    value,
    low,
    high,
    n,
    nEff,
    baselineN,
    pValue,
    threshold,
    smallest,
    resolution: 0,
    verdict,
    reason,
    notes: [...notes],
    unit: detector.unit,
  }
}

/** Where a window is taken for a day, there are no weekends: all days are of one kind. */
function holidaysOf(timeline: Timeline): ReadonlySet<number> {
  if (timeline.told) return new Set()
  const windows = Math.ceil(msOf(timeline, timeline.baselineEnd) / dayMs) + timeline.from.length + 1
  return new Set(Array.from({ length: windows + 1 }, (_, day) => day))
}
