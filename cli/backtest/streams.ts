import type { Stream } from '../../collector/watch/judging/stream.ts'
import { tallyOf } from '../../collector/watch/judging/strip.ts'
import { floorTo, type Span } from '../../collector/watch/schedule.ts'
import { emptyTrack, put, stripOfTrack, type Track } from '../../collector/watch/track.ts'
import { type Detector, detectorNames, type Summary, seriesKey } from '../../contract/index.ts'
import { volumeOf } from '../../detectors/summaries/volume.ts'
import { appliesTo, type PlannedColumn } from '../compare/plan.ts'
import type { ColumnSummary, WholeSpan } from './spans.ts'
import { msOf, type Timeline } from './timeline.ts'

/** A deciding detector on one subject: what it learned of the baseline, and its tallies. */
export interface Replayed {
  readonly detector: Detector
  readonly subject: string
  readonly frame: unknown
  readonly track: Track
}

/** Number of a step's span is its place on the clock. */
const stepAtMs = (timeline: Timeline, span: number): number => span * timeline.stepMs

/** One series for every deciding detector on every column that it fits; the number of rows is one too, where windows are of time. */
export function seriesOver(
  detectors: readonly Detector[],
  columns: readonly PlannedColumn[],
  { timeline, baseline }: { readonly timeline: Timeline; readonly baseline: ReadonlyMap<string, ColumnSummary> },
): Replayed[] {
  const made = (detector: Detector, subject: string, summary: Summary): Replayed => {
    const frame = detector.deciding?.frame(summary)
    const width = detector.deciding?.tally(frame, summary).length ?? 0
    return { detector, subject, frame, track: emptyTrack(timeline.stepMs, width) }
  }
  const ofColumns = columns.flatMap(column => {
    const summary = baseline.get(column.name)
    return summary ? detectors.filter(detector => detector.deciding && appliesTo(detector, column)).map(detector => made(detector, column.name, summary)) : []
  })
  const volume = timeline.told ? detectors.filter(({ name }) => name === detectorNames.volume) : []
  return [...ofColumns, ...volume.map(detector => made(detector, '*', volumeOf([1])))]
}

/** Tallies one step into every series. */
export function tallyStep(series: readonly Replayed[], timeline: Timeline, [span, columns]: WholeSpan): void {
  const atMs = stepAtMs(timeline, span)
  const rows = columns.values().next().value?.n ?? 0
  for (const { detector, subject, frame, track } of series) {
    const summary: Summary | undefined = subject === '*' ? volumeOf([rows]) : columns.get(subject)
    if (subject === '*') fillGap(track, atMs)
    if (summary && detector.deciding) put(track, atMs, detector.deciding.tally(frame, summary))
  }
}

/** A step without rows is news of the volume: it counts as a slot. */
function fillGap(track: Track, atMs: number): void {
  for (let at = track.startMs + track.steps * track.stepMs; track.steps > 0 && at < atMs; at += track.stepMs) put(track, at, Float64Array.of(0, 1))
}

/** The series as production's judging takes it. */
export function streamOf({ detector, subject, frame, track }: Replayed, timeline: Timeline): Stream {
  const { deciding } = detector
  if (!deciding) throw new Error(`${detector.name} does not decide`)
  const strip = stripOfTrack(track)
  const span = baselineSpan(strip.startMs, timeline)
  const identity = { detector: detector.name, subject, segment: '' }
  return {
    series: { ...identity, key: seriesKey(identity), frame, settings: {}, group: deciding.group, lengths: [timeline.length], stepMs: timeline.stepMs },
    deciding,
    strip,
    baseline: { tally: tallyOf(strip, span), span },
  }
}

const baselineSpan = (startMs: number, timeline: Timeline): Span => ({
  fromMs: startMs,
  toMs: Math.max(startMs, floorTo(msOf(timeline, timeline.baselineEnd), timeline.stepMs)),
})
