import type { Engine } from '../../collector/store/store.ts'
import type { Detector, NumericSummary, ScoresSummary } from '../../contract/index.ts'
import type { PlannedColumn } from '../compare/plan.ts'
import type { Rows } from './rows.ts'
import type { Part } from './segments.ts'
import { type ColumnSummary, type SpanRequest, scoresInOrder, spansInOrder } from './spans.ts'
import { type Replayed, seriesOfColumns, seriesOfPart } from './streams.ts'
import type { Timeline } from './timeline.ts'

/** What every part of a replay is made of. */
export interface Known {
  readonly rows: Rows
  readonly timeline: Timeline
  readonly detectors: readonly Detector[]
  readonly baselineRows: number
}

/** One part with the series that are judged of it, nothing tallied yet. */
export interface LearnedPart {
  readonly part: Part
  readonly series: readonly Replayed[]
  /** The baseline's, so that all moments add up. */
  readonly grids: SpanRequest['grids']
}

/** Values of the baseline that are held at once: a few columns, each exact, of which only frames stay. */
const valuesAtOnce = 8_000_000

/** Learns what a part's baseline says, a few columns at a time. */
export async function learnPart(engine: Engine, known: Known, part: Part): Promise<LearnedPart> {
  const { rows, timeline, detectors, baselineRows } = known
  const columns = rows.columns.filter(({ name }) => name !== part.column)
  const at = { timeline, part }
  const series: Replayed[] = []
  const grids = new Map<string, Pick<NumericSummary, 'center' | 'scale'>>()
  const columnsAtOnce = Math.max(1, Math.floor(valuesAtOnce / Math.max(1, baselineRows)))
  for (let first = 0; first < columns.length; first += columnsAtOnce) {
    const some = columns.slice(first, first + columnsAtOnce)
    const baseline = await summariseColumns(engine, known, { part, columns: some })
    series.push(...seriesOfColumns(detectors, some, { ...at, baseline }))
    for (const [name, summary] of baseline) if (summary.kind === 'numeric') grids.set(name, { center: summary.center, scale: summary.scale })
  }
  series.push(...seriesOfPart(detectors, { ...at, baseline: await summariseScores(engine, known, part) }))
  return { part, series, grids }
}

const requestOf = ({ rows, baselineRows }: Known, { where, params }: Part, columns: readonly PlannedColumn[]): SpanRequest => ({
  table: rows.table,
  columns,
  span: 'toInt64(0)',
  from: 0,
  to: baselineRows,
  where,
  params,
  grids: new Map(),
})

async function summariseColumns(
  engine: Engine,
  known: Known,
  { part, columns }: { readonly part: Part; readonly columns: readonly PlannedColumn[] },
): Promise<ReadonlyMap<string, ColumnSummary>> {
  let found: ReadonlyMap<string, ColumnSummary> = new Map()
  for await (const [, summaries] of spansInOrder(engine, requestOf(known, part, columns))) found = summaries
  return found
}

async function summariseScores(engine: Engine, known: Known, part: Part): Promise<ScoresSummary | null> {
  let found: ScoresSummary | null = null
  const { scored, columns } = known.rows
  if (scored) for await (const [, summary] of scoresInOrder(engine, requestOf(known, part, columns), scored)) found = summary
  return found
}
