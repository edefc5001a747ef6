import { addPoints, type History } from '../../collector/watch/judging/history.ts'
import { type Judgement, judgeWindow } from '../../collector/watch/judging/judge-window.ts'
import { type DayTerms, type Learned, learnDay } from '../../collector/watch/judging/learn-day.ts'
import { learnHistory } from '../../collector/watch/judging/learn-history.ts'
import type { Window } from '../../collector/watch/schedule.ts'
import { type Length, lengths, usualLengths } from '../../collector/watch/series.ts'
import { dayMs } from '../../contract/index.ts'
import type { Watching } from './streams.ts'
import { startMs } from './traffic.ts'

export interface Judged {
  readonly window: Window
  readonly judgement: Judgement
}

/** What a model may spend: its budget, and how many series share it. */
export type Terms = Pick<DayTerms, 'budget' | 'sizes'>

const lengthNames: readonly Length[] = usualLengths

/** A series in the middle of being watched: what it remembers, and what it learned at the last midnight. */
export interface Watch {
  readonly watching: Watching
  readonly history: History
  learned: Learned | null
}

export const startWatch = (watching: Watching): Watch => ({ watching, history: learnHistory(watching.stream), learned: null })

/** Goes over midnight into a day (counted from the start of the stream), as the collector does before the first window that ends there. */
export function learnAt(watch: Watch, day: number, terms: Terms): void {
  watch.learned = learnDay(watch.watching.stream, watch.history, { ...terms, nowMs: startMs + day * dayMs, holidays: new Set() })
}

/** Judges one window and remembers what history wants of it. */
export function judge(watch: Watch, window: Window): Judged {
  const judgement = judgeWindow(watch.watching.stream, watch.learned as Learned, window)
  addPoints(watch.history, judgement.points)
  return { window, judgement }
}

/** The windows that end at a moment and begin after the baseline; the series learns at midnight. */
export function windowsAt(toMs: number, baselineDays: number, names: readonly Length[] = lengthNames): Window[] {
  return names.flatMap(length => {
    const { ms, hopMs } = lengths[length]
    return toMs % hopMs === 0 && toMs - ms >= startMs + baselineDays * dayMs ? [{ length, fromMs: toMs - ms, toMs }] : []
  })
}

/**
 * Watches a series from the end of its baseline: learns at every midnight, judges every window that ends before `days`.
 *
 * @returns all that was judged from the first alarm on: of a series that never alarms nothing, because no alert would ever look at it
 */
export function watchDays(watching: Watching, days: number, baselineDays: number, terms: Terms): Judged[] {
  if (cannotAlarm(watching)) return []
  const watch = startWatch(watching)
  const judged: Judged[] = []
  for (let day = baselineDays; day < days; day++) {
    learnAt(watch, day, terms)
    const from = startMs + day * dayMs
    for (let toMs = from; toMs < from + dayMs; toMs += lengths['5m'].hopMs) {
      for (const window of windowsAt(toMs, baselineDays)) {
        const one = judge(watch, window)
        if (judged.length > 0 || one.judgement.verdict === 'alarm') judged.push(one)
      }
    }
  }
  return judged
}

/** A one-sided rate without a single hit: T is 0 in every window. Judging those would be a third of all work. */
export function cannotAlarm({ stream }: Watching): boolean {
  const { strip, deciding, series, baseline } = stream
  const { rate } = deciding.decide(series.frame, baseline.tally, baseline.tally, 1)
  return rate !== undefined && !rate.twoSided && (strip.sums[strip.steps * strip.width] as number) === 0
}
