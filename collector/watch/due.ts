import { dayMs } from '../../contract/index.ts'
import type { Baseline } from './baseline.ts'
import { tallyOf } from './judging/strip.ts'
import { type Keeping, type Kind, keptMs } from './kept.ts'
import { dueWindows, joinSpans, type Span, type Window } from './schedule.ts'
import type { Length } from './series.ts'
import type { WatchSettings } from './settings.ts'
import { stripOfTrack } from './track.ts'
import type { Watched } from './watched.ts'
import { changedWindows, closedWindows } from './windows.ts'

/** Segments and performance are judged by the day, and metrics of people by their own window, whatever is asked for of columns. */
const lengthsOf = ({ windows, metrics }: Pick<WatchSettings, 'windows' | 'metrics'>): Length[] => [
  ...new Set<Length>([...windows, '24h', ...metrics.map(({ window }) => window)]),
]

/** A window and the series that it is judged for. `again`: it was judged before, or may have been. */
export interface Due {
  readonly window: Window
  readonly kinds: readonly Kind[]
  readonly again: boolean
  /** Labels came when the window had been judged as often as the budget allows: numbers change, no alarm opens. */
  readonly numbersOnly?: boolean
}

type Begun = Pick<Watched, 'sources' | 'baseline'>

/** Windows begin where the stream does, or after the baseline where that was taken from it. */
export function startOf(watched: Begun): number {
  const { baseline } = watched
  if (baseline?.source.kind !== 'window' || !baseline.span) return firstOf(watched)
  return Math.max(firstOf(watched), baseline.season ? baseline.season.dayMs - dayMs : baseline.span.toMs - (isMoving(baseline) ? dayMs : 0))
}

const firstOf = ({ sources }: Begun): number => Math.min(...sources.map(source => source.firstMs ?? Number.POSITIVE_INFINITY))

/** One that is learned again every day ends where the day begins: windows of a day always reach into it, and would never be judged. */
const isMoving = ({ source }: Baseline): boolean => source.kind === 'window' && source.rule !== undefined

/** Labels come days later, when a baseline that is learned every day is already another. */
const labelledStartOf = (watched: Begun): number => (watched.baseline && isMoving(watched.baseline) ? firstOf(watched) : startOf(watched))

/** Everything that is to be judged now, in the order of time; at most `windowsMax` new ones of each length. */
export function dueNow(watched: Watched, settings: WatchSettings): Due[] {
  const startMs = startOf(watched)
  if (!Number.isFinite(startMs) || !Number.isFinite(watched.watermarkMs)) return []
  const bounds = { startMs, timeZone: settings.timeZone }
  const names = lengthsOf(settings)
  const fresh = names.flatMap(length =>
    closedWindows(length, watched.judgedMs[length], watched.watermarkMs, { ...bounds, max: settings.windowsMax }).map(window => ({
      window,
      kinds: ['columns', 'segments'] as const,
      again: false,
    })),
  )
  const all: Due[] = [...fresh, ...revisedNow(watched, bounds, names), ...labelledNow(watched, labelledStartOf(watched), settings)]
  return all.sort((a, b) => a.window.toMs - b.window.toMs || a.window.length.localeCompare(b.window.length))
}

/**
 * Without the windows that begin before what the tracks still hold: judged from the rest of their tallies they would look as if rows were missing.
 *
 * @returns and how many windows that is: news came too late for them
 */
export function heldDue(due: readonly Due[], { watermarkMs }: Pick<Watched, 'watermarkMs'>, settings: Keeping): { held: Due[]; lateWindows: number } {
  const kept = keptMs(settings)
  const held = due.map(one => ({ ...one, kinds: one.kinds.filter(kind => one.window.fromMs >= watermarkMs - kept[kind]) }))
  const lateWindows = held.filter(({ kinds }, at) => kinds.length < (due[at]?.kinds.length ?? 0)).length
  // One that was never judged stays, so that it counts as judged and does not come again.
  return { held: held.filter(({ kinds, again }) => kinds.length > 0 || !again), lateWindows }
}

/** Judged windows that late rows have changed. */
function revisedNow({ revise, judgedMs }: Watched, bounds: { readonly startMs: number; readonly timeZone: string }, names: readonly Length[]): Due[] {
  const touched = (spans: readonly Span[], length: Length, kind: Kind): Due[] => {
    const windows = new Map(joinSpans(spans).flatMap(span => changedWindows(length, span, judgedMs[length], bounds).map(window => [window.toMs, window])))
    return [...windows.values()].map(window => ({ window, kinds: [kind], again: true }))
  }
  return [...names.flatMap(length => touched(revise.columns, length, 'columns')), ...touched(revise.segments, '24h', 'segments')]
}

/** Shares of labels at which a window is judged; each time with a third of its alpha. */
const stages = (coverageMin: number): readonly number[] => [coverageMin, Math.max(coverageMin, 0.95), 0.995]

/** Windows that have as many labels as their next judgement needs, or have waited long enough. */
function labelledNow(watched: Watched, startMs: number, settings: WatchSettings): Due[] {
  if (![...watched.series.values()].some(one => one.labelled)) return []
  const strip = stripOfTrack(watched.coverage)
  const fromMs = Math.max(startMs, watched.watermarkMs - settings.labelWaitMs - 2 * dayMs)
  return dueWindows('24h', 0, watched.watermarkMs, { startMs: fromMs, max: 100_000 }).flatMap(window => {
    const [labelled = 0, rows = 0] = tallyOf(strip, window)
    const before = watched.labelled.get(window.toMs)?.stage ?? 0
    const waited = watched.watermarkMs - window.toMs >= settings.labelWaitMs
    const stage = rows === 0 || labelled === 0 ? 0 : waited ? 3 : stages(settings.labelCoverageMin).filter(share => labelled / rows >= share).length
    if (stage <= before)
      return watched.revise.labelled.some(span => before > 0 && span.fromMs < window.toMs && window.fromMs < span.toMs)
        ? [{ window, kinds: ['labelled'], again: true, numbersOnly: before >= 3 }]
        : []
    watched.labelled.set(window.toMs, { stage })
    return [{ window, kinds: ['labelled'], again: true }]
  })
}

/** Labelled windows that no label is waited for any more are forgotten. */
export function forgetLabelled({ labelled, watermarkMs }: Watched, settings: WatchSettings): void {
  for (const toMs of labelled.keys()) if (toMs < watermarkMs - settings.labelWaitMs - 3 * dayMs) labelled.delete(toMs)
}
