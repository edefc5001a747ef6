import type { Stream } from '../../collector/watch/judging/stream.ts'
import { tallyOf } from '../../collector/watch/judging/strip.ts'
import { floorTo, type Span } from '../../collector/watch/schedule.ts'
import { emptyTrack, put, stripOfTrack, type Track } from '../../collector/watch/track.ts'
import { type Detector, detectorNames, hourMs, type ScoresSummary, type Summary, seriesKey } from '../../contract/index.ts'
import { volumeOf } from '../../detectors/summaries/volume.ts'
import { appliesTo, type PlannedColumn } from '../compare/plan.ts'
import { metricOf } from './outputs.ts'
import type { Part } from './segments.ts'
import type { ColumnSummary, ScoredSpan, WholeSpan } from './spans.ts'
import { msOf, type Timeline } from './timeline.ts'

/** A deciding detector on one subject: what it learned of the baseline, and its tallies. */
export interface Replayed {
  readonly detector: Detector
  /** Column; `*` for the number of rows; the usual name of a metric. */
  readonly subject: string
  /** `column=value`, or empty for the whole model. */
  readonly segment: string
  /** What it is read from: a column, how many rows there are, or their scores with labels. */
  readonly of: 'column' | 'rows' | 'scores'
  readonly frame: unknown
  readonly track: Track
}

/** Number of a step's span is its place on the clock. */
const stepAtMs = (timeline: Timeline, span: number): number => span * timeline.stepMs

interface Of<Baseline> {
  readonly timeline: Timeline
  readonly part: Part
  readonly baseline: Baseline
}

function made(detector: Detector, identity: Pick<Replayed, 'of' | 'subject'>, { timeline, part, baseline }: Of<Summary>): Replayed {
  const frame = detector.deciding?.frame(baseline)
  const width = detector.deciding?.tally(frame, baseline).length ?? 0
  return { detector, ...identity, segment: part.segment, frame, track: emptyTrack(timeline.stepMs, width) }
}

const decidingOf = (chosen: readonly Detector[]): Detector[] => chosen.filter(detector => detector.deciding)

/** One series for every deciding detector on every column that it fits. */
export const seriesOfColumns = (
  chosen: readonly Detector[],
  columns: readonly PlannedColumn[],
  { baseline, ...at }: Of<ReadonlyMap<string, ColumnSummary>>,
): Replayed[] =>
  columns.flatMap(column => {
    const summary = baseline.get(column.name)
    if (!summary) return []
    const fitting = decidingOf(chosen).filter(detector => appliesTo(detector, column))
    return fitting.map(detector => made(detector, { of: 'column', subject: column.name }, { ...at, baseline: summary }))
  })

/** One series for every deciding detector on scores with labels; the number of rows is one too, where windows are of time. */
export function seriesOfPart(chosen: readonly Detector[], { baseline: scores, ...at }: Of<ScoresSummary | null>): Replayed[] {
  const deciding = decidingOf(chosen)
  const volume = at.timeline.told && at.part.segment === '' ? deciding.filter(({ name }) => name === detectorNames.volume) : []
  const performance = deciding.filter(({ reads }) => reads.includes('scores'))
  return [
    ...volume.map(detector => made(detector, { of: 'rows', subject: '*' }, { ...at, baseline: volumeOf([1]) })),
    ...(scores ? performance.map(detector => made(detector, { of: 'scores', subject: metricOf(detector) }, { ...at, baseline: scores })) : []),
  ]
}

/** Tallies the columns of one step into every series. */
export function tallyStep(series: readonly Replayed[], timeline: Timeline, [span, columns]: WholeSpan): void {
  const atMs = stepAtMs(timeline, span)
  const volume = volumeAt(timeline, atMs, columns.values().next().value?.n ?? 0)
  for (const { detector, subject, of, frame, track } of series) {
    if (of === 'scores') continue
    const summary: Summary | undefined = of === 'rows' ? volume : columns.get(subject)
    if (of === 'rows') fillGap(track, atMs)
    if (summary && detector.deciding) put(track, atMs, detector.deciding.tally(frame, summary))
  }
}

/** Rows of one step. Where the file begins or ends within it, only as much of it counts. */
function volumeAt({ stepMs, first, last }: Timeline, atMs: number, rows: number): Summary {
  const covered = Math.min(atMs + stepMs, last + 1) - Math.max(atMs, first)
  return { ...volumeOf([rows]), slots: covered / stepMs }
}

/** Tallies the scores of one step. */
export function tallyScores(series: readonly Replayed[], timeline: Timeline, [span, scores]: ScoredSpan): void {
  for (const { detector, of, frame, track } of series)
    if (of === 'scores' && detector.deciding) put(track, stepAtMs(timeline, span), detector.deciding.tally(frame, scores))
}

/** A step without rows is news of the volume: it counts as a slot. */
function fillGap(track: Track, atMs: number): void {
  for (let at = track.startMs + track.steps * track.stepMs; track.steps > 0 && at < atMs; at += track.stepMs) put(track, at, Float64Array.of(0, 1))
}

/** The series as production's judging takes it. */
export function streamOf(replayed: Replayed, timeline: Timeline): Stream {
  const { detector, subject, segment, frame, track } = replayed
  const { deciding } = detector
  if (!deciding) throw new Error(`${detector.name} does not decide`)
  const strip = stripOfTrack(track)
  const span = baselineSpan(strip.startMs, timeline)
  const identity = { detector: detector.name, subject, segment }
  return {
    series: { ...identity, key: seriesKey(identity), frame, settings: {}, group: groupOf(replayed), lengths: [timeline.length], stepMs: timeline.stepMs },
    deciding,
    strip,
    baseline: { tally: tallyOf(strip, span), span },
  }
}

/** Is a detector about scores with labels? */
export const needsLabels = (known: ReadonlyMap<string, Detector>, detector: string): boolean => known.get(detector)?.reads.includes('scores') ?? false

/** Who pays for a series. */
export const groupOf = ({ of, segment }: Pick<Replayed, 'of' | 'segment'>): Stream['series']['group'] =>
  of === 'scores' ? 'performance' : segment === '' ? 'columns' : 'segments'

const baselineSpan = (startMs: number, timeline: Timeline): Span => ({
  // A step may begin before the file does: then its window is no whole one.
  fromMs: Math.max(startMs, floorTo(msOf(timeline, timeline.first), hourMs)),
  toMs: Math.max(startMs, floorTo(msOf(timeline, timeline.baselineEnd), timeline.stepMs)),
})
