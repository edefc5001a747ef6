import { Failure, hourMs, type ModelSchema, type SchemaSummary, type Summary } from '../../../contract/index.ts'
import { isColumn } from '../../../detectors/cells/present.ts'
import { absentText } from '../../../detectors/summaries/absent.ts'
import { type Engine, readMadeSlices, readSlices, type Slice } from '../../store/store.ts'
import { type Fact, factsOfSlice, merged, otherValue } from '../facts.ts'
import { labelledFacts } from '../refresh.ts'
import { hullOf, lengthOf, type Span } from '../schedule.ts'
import { sliceMs } from '../series.ts'
import { overlaps, type Source } from '../source.ts'

/** What one window holds, by subject: columns, `*` for its rows. */
export interface Side {
  readonly subjects: ReadonlyMap<string, Summary>
  /** Scores with labels and groups, of whole hours. */
  readonly labelled: ReadonlyMap<string, Summary>
  /** In no order. */
  readonly columns: SchemaSummary['columns']
  readonly rows: number
  readonly span: Span | null
  readonly from: 'panes' | 'rows'
}

export interface SideWish {
  readonly sources: readonly Source[]
  /** Apart from each other, oldest first. */
  readonly spans: readonly Span[]
  /** `column=value`, or empty for the whole model. */
  readonly segment: string
  /** By name; all when absent. */
  readonly columns: readonly string[] | undefined
  readonly labelled: boolean
}

/**
 * A window, or several together, as one slice: from panes, hours where they are whole; of a segment from its hours, or from rows where it has none.
 *
 * @throws Failure BAD_REQUEST for a segment by whose column nothing is split, TOO_LARGE for rows beyond what one read may take
 */
export async function readSide(engine: Engine, wish: SideWish): Promise<Side> {
  const { spans, segment } = wish
  const facts: Fact[] = []
  const labelled: Fact[] = []
  let from: Side['from'] = 'panes'
  for (const source of wish.sources) {
    if (!spans.some(span => overlaps(source, span))) continue
    const read = await readSource(engine, source, wish)
    if (read.from === 'rows') from = 'rows'
    facts.push(...read.slices.flatMap(slice => factsOfSlice(source.schema, slice)))
    if (wish.labelled && isWhole(spans)) labelled.push(...(await labelledFacts(engine, source, { spans, whole: null })))
  }
  const subjects = bySubject(facts)
  const rows = Math.max(0, ...Array.from(subjects.values(), one => (isColumn(one) ? one.n : 0)))
  if (segment === '') subjects.set('*', volumeOf(rows, spans))
  return { subjects, labelled: bySubject(labelled.filter(fact => fact.segment === segment)), columns: columnsIn(subjects), rows, span: hullOf(spans), from }
}

const columnsIn = (subjects: ReadonlyMap<string, Summary>): Side['columns'] =>
  Array.from(subjects).flatMap(([name, summary]) => (isColumn(summary) ? [{ name, type: summary.kind }] : []))

const isWhole = (spans: readonly Span[]): boolean => spans.every(({ fromMs, toMs }) => fromMs % hourMs === 0 && toMs % hourMs === 0)

const volumeOf = (rows: number, spans: readonly Span[]): Summary => ({ kind: 'volume', n: rows, slots: lengthOf(spans) / sliceMs, filled: rows > 0 ? 1 : 0 })

async function readSource(engine: Engine, source: Source, { spans, segment, columns }: SideWish): Promise<{ slices: Slice[]; from: Side['from'] }> {
  const { schema } = source
  const cut = { ...source.cut, names: source.names }
  const physical = columns && schema.columns.filter(column => columns.includes(column.name)).map(column => column.physical)
  const wish = { spans, sliceMs: null, columns: physical }
  if (segment === '') return { slices: await readSlices(engine, schema, cut, { ...wish, stepSeconds: 'both', segments: false }), from: 'panes' }
  const meant = segmentOf(source, segment)
  const kept = isWhole(spans) && meant.watched
  if (kept) return { slices: await readSlices(engine, schema, cut, { ...wish, stepSeconds: 3600, segments: false, segment: meant }), from: 'panes' }
  return { slices: await readMadeSlices(engine, schema, cut, { ...wish, stepSeconds: isWhole(spans) ? 3600 : 60, segment: meant }), from: 'rows' }
}

const said = new Map<string, string>([
  [otherValue, absentText.other],
  ['(missing)', absentText.missing],
  ['(wrong type)', absentText.wrong],
])

/** Physical column and value of `column=value`; watched when it has panes of its own. @throws Failure BAD_REQUEST */
export function segmentOf({ schema, cut }: Source, segment: string): { column: string; value: string; watched: boolean } {
  // Names and values may hold an equals sign.
  const column = [...cut.segments.keys()].flatMap(physical => named(schema, physical)).find(one => segment.startsWith(`${one.name}=`))
  if (!column)
    throw new Failure('BAD_REQUEST', `segment ${segment}: nothing is split by such a column; there is: ${splitNames(schema, cut.segments) || 'none'}`)
  const text = segment.slice(column.name.length + 1)
  const listed = cut.segments.get(column.physical) ?? []
  return { column: column.physical, value: said.get(text) ?? text, watched: said.has(text) || listed.includes(text) }
}

const named = (schema: ModelSchema, physical: string) => schema.columns.filter(column => column.physical === physical)
const splitNames = (schema: ModelSchema, segments: ReadonlyMap<string, unknown>): string =>
  [...segments.keys()]
    .flatMap(physical => named(schema, physical))
    .map(column => column.name)
    .join(', ')

/** Facts of several schemas are one; a column that changed its type between them is taken as the newest has it. */
function bySubject(facts: readonly Fact[]): Map<string, Summary> {
  const subjects = new Map<string, Summary>()
  for (const { subject, summary } of facts) subjects.set(subject, merged(subjects.get(subject), summary))
  return subjects
}
