import { type CompareRequest, Failure, hourMs } from '../../../contract/index.ts'
import type { Engine } from '../../store/store.ts'
import { type Baseline, spansOf } from '../baseline.ts'
import type { Post } from '../post.ts'
import { floorTo, type Span } from '../schedule.ts'
import { baselineColumns } from '../shown.ts'
import type { Source } from '../source.ts'
import type { Watched } from '../watched.ts'
import { baselineTypes } from './columns.ts'
import { readSide, type Side } from './sides.ts'

interface Held {
  /** As it was when the comparison began. */
  readonly watched: Watched
  readonly post: Post
  readonly labelled: boolean
}

/** All that the baseline holds, or of a segment what its panes do. @throws Failure NOT_FOUND without a baseline */
export async function baselineSide(engine: Engine, held: Held, request: CompareRequest): Promise<Side> {
  const { baseline } = held.watched
  if (!baseline) throw new Failure('NOT_FOUND', `${request.model} has no baseline yet; name a window as reference, or learn one`)
  if (request.segment !== '') return segmentSide(engine, held, { baseline, request })
  const { span, rows } = baseline
  return { subjects: await subjectsOf(engine, held), labelled: new Map(), columns: baselineTypes(baseline, request.columns), rows, span, from: 'panes' }
}

/** Another baseline may have been taken into use meanwhile: then nobody keeps what is read of this one. */
async function subjectsOf(engine: Engine, { watched, post }: Held): Promise<Side['subjects']> {
  const isInUse = (): boolean => post.watched.baseline === watched.baseline
  const subjects = (isInUse() ? post.shown.baseline : null) ?? (await baselineColumns(engine, watched))
  if (isInUse()) post.shown.baseline = subjects
  return subjects
}

async function segmentSide(
  engine: Engine,
  { watched, labelled }: Held,
  { baseline, request: { segment, columns } }: { readonly baseline: Baseline; readonly request: CompareRequest },
): Promise<Side> {
  const { baselineSource } = watched
  const spans = baselineSource && !baseline.span ? wholeHours(baselineSource) : spansOf(baseline)
  if (spans.length === 0) return { subjects: new Map(), labelled: new Map(), columns: [], rows: 0, span: null, from: 'panes' }
  const side = await readSide(engine, { sources: baselineSource ? [baselineSource] : watched.sources, spans, segment, columns, labelled })
  return { ...side, span: baseline.span }
}

/** That hold all rows of a file. */
const wholeHours = ({ firstMs, newestMs }: Source): Span[] =>
  firstMs === null || newestMs === null ? [] : [{ fromMs: floorTo(firstMs, hourMs), toMs: floorTo(newestMs, hourMs) + hourMs }]
