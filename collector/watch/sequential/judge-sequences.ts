import { unlessBroken } from '../broken.ts'
import { type Due, startOf } from '../due.ts'
import type { Stale } from '../fill.ts'
import { keptMs } from '../kept.ts'
import { dueWindows, floorTo, type Window } from '../schedule.ts'
import type { WatchSettings } from '../settings.ts'
import { type About, type Draft, failedSignal, sequentialSignal } from '../signal-of.ts'
import type { Watched } from '../watched.ts'
import { advance, forget, rewind, type SequentialProgress, startProgress } from './progress.ts'
import { changeReading } from './reading.ts'
import { stepsOf, tallyIn, type WatchedSequence } from './sequences.ts'

export interface JudgedSequences {
  readonly drafts: readonly Draft[]
  /** Windows that they are of, so that what was said of them before is found. */
  readonly due: readonly Due[]
  /** News from before the earliest state that is kept: it is not counted. */
  readonly late: number
}

type Terms = Pick<WatchSettings, 'windowsMax' | 'labelWaitMs' | 'labelCoverageMin' | 'windows'>

/**
 * Folds every sequence on to the end of its last whole window. Where late news has changed a value that was folded, it goes back to the last
 * state before and folds again, and all windows since are said again: so every value counts once, whenever it came.
 */
export function judgeSequences(watched: Watched, stale: Stale, terms: Terms): JudgedSequences {
  const judged = watched.sequences.map(sequence => judgeSequence(watched, sequence, { stale, terms }))
  return { drafts: judged.flatMap(({ drafts }) => drafts), due: judged.flatMap(({ due }) => due), late: judged.reduce((sum, { late }) => sum + late, 0) }
}

function judgeSequence(watched: Watched, sequence: WatchedSequence, { stale, terms }: { readonly stale: Stale; readonly terms: Terms }): JudgedSequences {
  const { plan } = sequence
  const progress = progressOf(watched, sequence, watched.watermarkMs - keptMs(terms)[plan.kind])
  const oldestMs = progress.marks[0]?.atMs ?? progress.head.atMs
  const news = stale[plan.kind].map(({ fromMs }) => floorTo(fromMs, plan.stepMs)).filter(atMs => atMs < progress.head.atMs)
  const changedMs = Math.min(progress.head.atMs, ...news.filter(atMs => atMs >= oldestMs))
  const judgedMs = sequence.judgedMs ?? watched.judgedMs[plan.window.length]
  const { length, hopMs } = plan.window
  const bounds = { startMs: Math.max(startOf(watched), oldestMs), max: terms.windowsMax, hopMs }
  const again = dueWindows(length, changedMs, judgedMs, { ...bounds, max: Number.POSITIVE_INFINITY })
  const fresh = dueWindows(length, judgedMs, readyMs(watched, sequence, { progress, terms }), bounds)
  const drafts = drafted(watched, sequence, { progress: rewind(progress, changedMs) ?? progress, windows: [...again, ...fresh] })
  const failed = drafts.some(draft => draft.failed)
  const due = [...again, ...fresh].map((window, at): Due => ({ window, kinds: [], again: failed || at < again.length }))
  return { drafts, due, late: news.filter(atMs => atMs < oldestMs).length }
}

/** Values are taken from the start of the baseline on, so that what is learned first is learned of it. */
function progressOf({ sources, baseline }: Watched, { plan, progress }: WatchedSequence, keptFromMs: number): SequentialProgress {
  if (progress) return forget(progress, keptFromMs)
  const firstMs = Math.min(...sources.map(source => source.firstMs ?? Number.POSITIVE_INFINITY))
  const beginMs = baseline?.source.kind === 'window' && baseline.span ? baseline.span.fromMs : firstMs
  return startProgress(plan, floorTo(Math.max(beginMs, keptFromMs), plan.stepMs))
}

/** Event time up to which values are whole: closed, and of errors with as many labels as a window waits for. */
function readyMs(
  { watermarkMs }: Watched,
  { plan, track }: WatchedSequence,
  { progress, terms }: { readonly progress: SequentialProgress; readonly terms: Terms },
): number {
  const closedMs = floorTo(watermarkMs, plan.stepMs)
  if (plan.kind !== 'labelled') return closedMs
  for (let atMs = progress.head.atMs; atMs < closedMs; atMs += plan.stepMs) {
    const toMs = atMs + plan.stepMs
    const [labelled = 0, , , rows = 0] = tallyIn(track, { fromMs: atMs, toMs })
    if (watermarkMs - toMs < terms.labelWaitMs && labelled < terms.labelCoverageMin * rows) return atMs
  }
  return closedMs
}

/** Folds to the end of the last window and says what was found in each. A detector that throws is left where it was, and the others go on. */
function drafted(
  watched: Watched,
  sequence: WatchedSequence,
  { progress, windows }: { readonly progress: SequentialProgress; readonly windows: readonly Window[] },
): Draft[] {
  const { plan, track } = sequence
  const toMs = Math.max(...windows.map(window => window.toMs))
  if (windows.length === 0) return []
  const folded = unlessBroken(watched.broken, plan.series.key, () =>
    advance(plan, progress, span => stepsOf(sequence, span), Math.max(toMs, sequence.progress?.head.atMs ?? 0)),
  )
  sequence.judgedMs = Math.max(toMs, sequence.judgedMs ?? 0)
  if (folded) sequence.progress = folded
  const error = watched.broken.get(plan.series.key)?.error
  return windows.flatMap(window => {
    const about: About = { watched, schema: watched.sources.at(-1)?.schema.number ?? 0, baseline: watched.baseline?.hash ?? '', window }
    if (!folded) return [failedSignal(about, { series: plan.series, unit: plan.unit, labelled: false }, error)]
    const reading = changeReading(plan, folded, { window, tally: tallyIn(track, window) })
    return reading ? [sequentialSignal(about, reading)] : []
  })
}
