import { dayMs, type ModelSchema } from '../../../contract/index.ts'
import { type Engine, readMadeSlices, readSlices } from '../../store/store.ts'
import { segmentOf } from '../compare/sides.ts'
import { type Fact, factsOfSlice } from '../facts.ts'
import { floorTo, type Span } from '../schedule.ts'
import type { Source } from '../source.ts'

export interface FactWish {
  readonly span: Span
  /** Slices of the answer. */
  readonly stepMs: number
  /** A column, or `*` for rows. */
  readonly subject: string
  readonly segment: string
}

/** Slices of one subject, from panes; where a day of them holds nothing, from the rows of that day. */
export async function windowFacts(engine: Engine, source: Source, wish: FactWish): Promise<{ facts: Fact[]; from: 'panes' | 'rows' }> {
  const facts: Fact[] = []
  let from: 'panes' | 'rows' = 'panes'
  const { firstMs, newestMs } = source
  for (let fromMs = wish.span.fromMs; fromMs < wish.span.toMs; fromMs = floorTo(fromMs, dayMs) + dayMs) {
    const day = { ...wish, span: { fromMs, toMs: Math.min(wish.span.toMs, floorTo(fromMs, dayMs) + dayMs) } }
    const kept = await readDay(engine, source, day, readSlices)
    // Before the first row and after the last there is nothing to ask rows for.
    const hasRows = firstMs !== null && newestMs !== null && day.span.toMs > firstMs && day.span.fromMs <= newestMs
    const found = kept.length > 0 || !hasRows ? kept : await readDay(engine, source, day, readMadeSlices)
    if (kept.length === 0 && found.length > 0) from = 'rows'
    facts.push(...found)
  }
  return { facts, from }
}

async function readDay(
  engine: Engine,
  source: Source,
  { span, stepMs, subject, segment }: FactWish,
  read: typeof readSlices | typeof readMadeSlices,
): Promise<Fact[]> {
  const { schema } = source
  const physical = physicalOf(schema, subject)
  if (physical === undefined) return []
  const meant = segment === '' ? null : segmentOf(source, segment)
  const wish = { spans: [span], sliceMs: stepMs, stepSeconds: meant ? 3600 : 60, segments: false, segment: meant, columns: [physical] } as const
  const slices = await read(engine, schema, { ...source.cut, names: source.names }, wish)
  return slices.flatMap(slice => factsOfSlice(schema, slice))
}

/** Rows are counted by any column that has panes. */
const physicalOf = ({ columns }: ModelSchema, subject: string): string | undefined =>
  columns.find(column => (subject === '*' ? column.role !== 'entity' && column.role !== 'ignore' : column.name === subject))?.physical
