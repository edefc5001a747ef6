import { dayMs, hourMs } from '../../contract/index.ts'
import type { Engine } from '../store/store.ts'
import type { Fact } from './facts.ts'
import { type Keeping, keptMs } from './kept.ts'
import { labelledFacts, segmentFacts, wholeFacts } from './refresh.ts'
import { floorTo, joinSpans, type Span } from './schedule.ts'
import { foldSequences } from './sequential/sequences.ts'
import { sliceMs } from './series.ts'
import { overlaps, type Source } from './source.ts'
import { put, trim } from './track.ts'
import { foldFacts, type Watched } from './watched.ts'

/** Event time whose tallies are stale, by what they are read from. */
export interface Stale {
  readonly columns: readonly Span[]
  readonly segments: readonly Span[]
  readonly labelled: readonly Span[]
}

/** Everything that the tracks keep, for a start. */
export function everything({ watermarkMs, sources, baselineSource }: Watched, settings: Keeping): Stale {
  const firstMs = Math.min(...[...sources, baselineSource].map(source => source?.firstMs ?? Number.POSITIVE_INFINITY))
  const back = (ms: number): Span[] => (Number.isFinite(firstMs) ? [{ fromMs: floorTo(Math.max(firstMs, watermarkMs - ms), hourMs), toMs: watermarkMs }] : [])
  const kept = keptMs(settings)
  return { columns: back(kept.columns), segments: back(kept.segments), labelled: back(kept.labelled) }
}

/** Reads the stale slices from their panes into the tracks, a day at a time. */
export async function fillTracks(engine: Engine, watched: Watched, stale: Stale): Promise<void> {
  const sources = [...watched.sources, ...(watched.baselineSource ? [watched.baselineSource] : [])]
  const read = async (spans: readonly Span[], stepMs: number, ask: (source: Source, span: Span) => Promise<Fact[]>): Promise<void> => {
    for (const span of chunks(spans, stepMs)) {
      const facts: Fact[] = []
      for (const source of sources) if (overlaps(source, span)) facts.push(...(await ask(source, span)))
      foldFacts(watched, facts)
      foldCoverage(watched, facts)
      foldSequences(watched.sequences, facts)
    }
  }
  await read(stale.columns, sliceMs, (source, span) => wholeFacts(engine, source, { spans: [span], whole: sliceMs }))
  await read(stale.segments, hourMs, (source, span) => segmentFacts(engine, source, { spans: [span], whole: hourMs }))
  await read(stale.labelled, hourMs, (source, span) => labelledFacts(engine, source, { spans: [span], whole: hourMs }))
}

function chunks(spans: readonly Span[], stepMs: number): Span[] {
  const wide = spans.map(({ fromMs, toMs }) => ({ fromMs: floorTo(fromMs, stepMs), toMs: floorTo(toMs + stepMs - 1, stepMs) }))
  return joinSpans(wide).flatMap(({ fromMs, toMs }) => {
    const parts: Span[] = []
    for (let at = fromMs; at < toMs; at += dayMs) parts.push({ fromMs: at, toMs: Math.min(toMs, at + dayMs) })
    return parts
  })
}

/** Rows and labelled rows of the whole model by the hour. */
function foldCoverage({ coverage }: Watched, facts: readonly Fact[]): void {
  const hours = new Map<number, Float64Array>()
  for (const { startMs, segment, summary } of facts) {
    if (summary.kind !== 'scores' || segment !== '') continue
    const [labelled = 0, rows = 0] = hours.get(startMs) ?? []
    hours.set(startMs, Float64Array.of(labelled + summary.n, rows + summary.rows))
  }
  for (const [startMs, tally] of hours) put(coverage, startMs, tally)
}

/** Forgets tallies that no window needs any more. */
export function trimTracks(watched: Watched, settings: Keeping): void {
  const kept = keptMs(settings)
  for (const { series, labelled, track } of watched.series.values()) {
    const keep = labelled ? kept.labelled : series.stepMs === sliceMs ? kept.columns : kept.segments
    trim(track, floorTo(watched.watermarkMs - keep, series.stepMs))
  }
  for (const { plan, track } of watched.sequences) trim(track, floorTo(watched.watermarkMs - kept[plan.kind], plan.series.stepMs))
  trim(watched.coverage, floorTo(watched.watermarkMs - kept.labelled, hourMs))
}
