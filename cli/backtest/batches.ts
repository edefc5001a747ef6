import type { Engine } from '../../collector/store/store.ts'
import { clear } from '../../collector/watch/track.ts'
import { Failure, type Reading } from '../../contract/index.ts'
import { judgeSeries } from './judge.ts'
import type { Known, LearnedPart } from './learn-part.ts'
import { scoresInOrder, spansInOrder } from './spans.ts'
import { type Replayed, tallyScores, tallyStep } from './streams.ts'
import { msOf, stepSql, type Timeline } from './timeline.ts'

/** Of the series that are judged at once; the columns of the others are read when their turn comes. */
const tallyBytesMax = 256 * 2 ** 20
/** Of one series, which cannot be cut. */
const seriesBytesMax = 2 ** 30

/** Tallies and their running sums, either with room to grow. */
const bytesOfEntry = 2 * 2 * Float64Array.BYTES_PER_ELEMENT

const bytesOf = ({ track }: Pick<Replayed, 'track'>, timeline: Timeline): number => {
  const steps = Math.ceil((msOf(timeline, timeline.last) - msOf(timeline, timeline.first)) / timeline.stepMs) + 1
  return track.width * steps * bytesOfEntry
}

/**
 * Series in their order, cut where the tallies of more would take too much memory.
 *
 * @throws Failure BAD_REQUEST when those of one do
 */
export function batchesOf<One extends Pick<Replayed, 'detector' | 'subject' | 'track'>>(series: readonly One[], timeline: Timeline): One[][] {
  const batches: One[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const one of series) {
    const own = bytesOf(one, timeline)
    if (own > seriesBytesMax) throw new Failure('BAD_REQUEST', tooManyWindows(one))
    if (bytes + own > tallyBytesMax) [bytes] = [0, batches.push([])]
    batches.at(-1)?.push(one)
    bytes += own
  }
  return batches
}

const tooManyWindows = ({ detector, subject }: Pick<Replayed, 'detector' | 'subject'>): string =>
  `${detector.name} on ${subject} would hold more than 1 GiB of tallies; make windows larger, or leave it out by --type ${subject}=ignore`

/** Judges every series of a part: as many at once as memory allows. */
export async function judgePart(engine: Engine, known: Known, part: LearnedPart, terms: Parameters<typeof judgeSeries>[2]): Promise<Reading[][]> {
  const readings: Reading[][] = []
  for (const batch of batchesOf(part.series, known.timeline)) {
    await tallyBatch(engine, known, { ...part, series: batch })
    for (const one of batch) {
      readings.push(judgeSeries(one, known.timeline, terms))
      clear(one.track)
    }
  }
  return readings
}

async function tallyBatch(engine: Engine, { rows, timeline }: Known, { part, series, grids }: LearnedPart): Promise<void> {
  const subjects = new Set(series.map(({ subject }) => subject))
  const named = rows.columns.filter(({ name }) => subjects.has(name))
  // How many rows there are any column says.
  const columns = named.length > 0 ? named : rows.columns.slice(0, 1)
  const request = { table: rows.table, columns, span: stepSql(timeline), from: 0, to: rows.rows, where: part.where, params: part.params, grids }
  if (series.some(({ of }) => of !== 'scores')) for await (const step of spansInOrder(engine, request)) tallyStep(series, timeline, step)
  if (rows.scored && series.some(({ of }) => of === 'scores'))
    for await (const step of scoresInOrder(engine, request, rows.scored)) tallyScores(series, timeline, step)
}
