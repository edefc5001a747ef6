import { type GroupsSummary, hourMs } from '../../contract/index.ts'
import { type Engine, readGroups, readLabelled, readSlices } from '../store/store.ts'
import { type Fact, factOfGroups, factOfScores, factsOfSlice } from './facts.ts'
import type { Span } from './schedule.ts'
import type { Source } from './source.ts'

interface Wish {
  /** Apart from each other, on slice borders. */
  readonly spans: readonly Span[]
  /** Null for all spans as one slice. */
  readonly whole: number | null
}

/** Columns of the whole model in slices of 5 minutes, or as one. */
export async function wholeFacts(engine: Engine, source: Source, { spans, whole }: Wish, columns?: readonly string[]): Promise<Fact[]> {
  const cut = { ...source.cut, names: source.names }
  const slices = await readSlices(engine, source.schema, cut, { stepSeconds: whole === null ? 'both' : 60, spans, sliceMs: whole, segments: false, columns })
  return slices.flatMap(slice => factsOfSlice(source.schema, slice))
}

/** Columns of every segment value by the hour, or as one slice. Spans lie on hours. */
export async function segmentFacts(engine: Engine, source: Source, { spans, whole }: Wish, columns?: readonly string[]): Promise<Fact[]> {
  if (source.cut.segments.size === 0) return []
  const cut = { ...source.cut, names: source.names }
  const slices = await readSlices(engine, source.schema, cut, { stepSeconds: 3600, spans, sliceMs: whole, segments: true, columns })
  return slices.flatMap(slice => factsOfSlice(source.schema, slice))
}

/** Scores with labels, and groups, of labelled hours; or of all of them as one slice. */
export async function labelledFacts(
  engine: Engine,
  source: Source,
  { spans, whole }: Omit<Wish, 'whole'> & { readonly whole: typeof hourMs | null },
): Promise<Fact[]> {
  const { schema } = source
  const hours = { spans, sliceMs: whole }
  const scores = await readLabelled(engine, schema, { ...hours, segments: false })
  const segments = source.cut.segments.size === 0 ? [] : await readLabelled(engine, schema, { ...hours, segments: true })
  const groups: Fact[] = []
  for (const group of schema.groups) {
    const column = schema.columns.find(one => one.name === group.column)
    if (!column || !source.cut.segments.has(column.physical)) continue
    for (const hour of await readGroups(engine, schema, hours, { column: column.physical, advantaged: group.advantaged })) {
      groups.push(...hour.groups.map((summary: GroupsSummary) => factOfGroups(hour.startMs, group.column, summary)))
    }
  }
  return [...scores, ...segments].map(slice => factOfScores(schema, slice)).concat(groups)
}
