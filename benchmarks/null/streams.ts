import type { Stream } from '../../collector/watch/judging/stream.ts'
import { type Strip, tallyOf } from '../../collector/watch/judging/strip.ts'
import type { Series } from '../../collector/watch/series.ts'
import type { AnyDeciding } from '../../collector/watch/series-plan.ts'
import { type Detector, dayMs, readRegistry, type SummaryKind, seriesKey, type Tally } from '../../contract/index.ts'
import type { Column, Kind } from './column.ts'
import { idealCounts, summaryOf } from './summaries.ts'
import { sliceMs, startMs, type Traffic } from './traffic.ts'

/** A deciding detector, and the kind of summary it is asked of. */
export interface Asked {
  readonly detector: Detector
  readonly deciding: AnyDeciding
  readonly kind: Kind | 'volume'
}

/** Every deciding detector of a model that has features only: on numbers, on categories, and on the traffic itself. */
export async function readAsked(): Promise<Asked[]> {
  const families = ['quality', 'drift'].map(family => readRegistry<Detector>(new URL(`../../detectors/${family}/`, import.meta.url), `${family}/`))
  const detectors = (await Promise.all(families)).flatMap(family => [...family.values()])
  const kinds: readonly Asked['kind'][] = ['numeric', 'category', 'volume']
  return kinds.flatMap(kind =>
    detectors.flatMap(detector => (detector.deciding && reads(detector, kind) ? [{ detector, deciding: detector.deciding, kind }] : [])),
  )
}

const reads = ({ reads, roles }: Detector, kind: SummaryKind): boolean => reads.includes(kind) && (kind === 'volume' || roles.includes('feature'))

/** One series of a quiet stream, as the watch would hold it. */
export interface Watching {
  readonly asked: Asked
  readonly stream: Stream
}

/** The series of a column: each deciding detector with its frame, its tallies as a strip, and its baseline. */
export function watchingsOf(column: Column, subject: string, asked: readonly Asked[], baselineDays: number): Watching[] {
  const ideal = summaryOf(column.kind, idealCounts(column.kind))
  const applied = asked.filter(one => one.kind === column.kind).map(one => ({ asked: one, frame: one.deciding.frame(ideal) }))
  const strips = applied.map(({ asked: { deciding }, frame }) => emptyStrip(column.slices, deciding.tally(frame, ideal).length))
  for (let slice = 0; slice < column.slices; slice++) {
    const summary = summaryOf(column.kind, column.counts.subarray(slice * column.width, (slice + 1) * column.width))
    for (const [index, { asked, frame }] of applied.entries()) putSlice(strips[index] as Strip, slice, asked.deciding.tally(frame, summary))
  }
  return applied.map(({ asked, frame }, index) => watchingOf(asked, { subject, frame, strip: strips[index] as Strip, baselineDays }))
}

/** The series of the traffic itself. */
export function volumeWatchings({ slices, rows, bots }: Traffic, asked: readonly Asked[], baselineDays: number): Watching[] {
  return asked
    .filter(one => one.kind === 'volume')
    .map(one => {
      const at = (slice: number) => ({ kind: 'volume', n: (rows[slice] as number) + (bots[slice] as number), slots: 1, filled: 1 }) as const
      const frame = one.deciding.frame(at(0))
      const strip = emptyStrip(slices, one.deciding.tally(frame, at(0)).length)
      for (let slice = 0; slice < slices; slice++) putSlice(strip, slice, one.deciding.tally(frame, at(slice)))
      return watchingOf(one, { subject: '*', frame, strip, baselineDays })
    })
}

function watchingOf(asked: Asked, of: { subject: string; frame: unknown; strip: Strip; baselineDays: number }): Watching {
  const { subject, frame, strip, baselineDays } = of
  const span = { fromMs: startMs, toMs: startMs + baselineDays * dayMs }
  const name = { detector: asked.detector.name, subject, segment: '' }
  const series: Series = { key: seriesKey(name), ...name, frame, settings: {}, group: 'columns', lengths: ['5m', '1h', '24h'], stepMs: sliceMs }
  return { asked, stream: { series, deciding: asked.deciding, strip, baseline: { tally: tallyOf(strip, span), span } } }
}

const emptyStrip = (steps: number, width: number): Strip => ({ stepMs: sliceMs, startMs, width, steps, sums: new Float64Array((steps + 1) * width) })

/** Slices are put in their order: each adds to the sums before it. */
function putSlice({ width, sums }: Strip, slice: number, tally: Tally): void {
  const at = slice * width
  for (let entry = 0; entry < width; entry++) sums[at + width + entry] = (sums[at + entry] as number) + (tally[entry] as number)
}
