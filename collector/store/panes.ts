import { type CategorySummary, Failure, hourMs, type ModelSchema, minuteMs, type NumericSummary, rowTable, tables } from '../../contract/index.ts'
import { absentText } from '../../detectors/summaries/absent.ts'
import { named } from '../../detectors/summaries/category.ts'
import type { Grid } from '../../detectors/summaries/cell.ts'
import { nameInsert, nameRead } from '../../detectors/summaries/names-select.ts'
import { categoryOfLine, numericOfLine } from '../../detectors/summaries/pane-lines.ts'
import { dirtyPanes, type PaneLine, paneRead, type Stretch } from '../../detectors/summaries/pane-read.ts'
import { paneInsert, paneSelect } from '../../detectors/summaries/pane-select.ts'
import type { Statement } from '../../detectors/summaries/statement.ts'
import type { Engine } from './engine.ts'

/** How the panes of a schema are cut; `number` stands in their key. */
export interface Cut {
  readonly number: number
  /** By physical column. */
  readonly grids: ReadonlyMap<string, Grid>
  /** Physical segment column to the values that are watched one by one. */
  readonly segments: ReadonlyMap<string, readonly string[]>
}

interface LevelSpan {
  /** 60: whole model only. 3600: and every segment value. */
  readonly stepSeconds: 60 | 3600
  readonly fromMs: number
  readonly toMs: number
}

/** Whole seconds, as panes keep their times. */
export const seconds = (ms: number): number => Math.floor(ms / 1000)
/** The same of spans. */
export const stretchesOf = (spans: readonly Span[]): Stretch[] => spans.map(({ fromMs, toMs }) => ({ from: seconds(fromMs), to: seconds(toMs) }))
const ask = <Row>(engine: Engine, { sql, params }: Statement): Promise<Row[]> => engine.read<Row>(sql, params)

/** Panes of a level whose rows are no longer those they were made of, oldest first. */
export async function findDirtyPanes(engine: Engine, schema: ModelSchema, cut: Cut, span: LevelSpan): Promise<{ startMs: number; rows: number }[]> {
  const { stepSeconds, fromMs, toMs } = span
  const segments = stepSeconds === 60 ? 0 : cut.segments.size
  const lines = await ask<{ p: number; rows: number }>(
    engine,
    dirtyPanes(schema, { grid: cut.number, stepSeconds, segments, from: seconds(fromMs), to: seconds(toMs) }),
  )
  return lines.map(({ p, rows }) => ({ startMs: p * 1000, rows }))
}

/**
 * Makes panes of one level of one month out of their rows, in one statement.
 *
 * @param version  must be above that of every earlier run over the same panes
 */
export async function makePanes(
  engine: Engine,
  schema: ModelSchema,
  cut: Cut,
  panes: { readonly stepSeconds: 60 | 3600; readonly startsMs: readonly number[]; readonly version: number },
): Promise<void> {
  const segments = panes.stepSeconds === 60 ? new Map<string, readonly string[]>() : cut.segments
  const { sql, params } = paneInsert({
    schema,
    grids: cut.grids,
    grid: cut.number,
    segments,
    stepSeconds: panes.stepSeconds,
    version: panes.version,
    panes: panes.startsMs.map(seconds),
  })
  await engine.write(sql, params)
}

/** Texts of categories by physical column, then by hash in decimal. */
export type Names = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Stores the texts of the categories of a span that are not yet known. */
export async function addNames(engine: Engine, schema: ModelSchema, span: { readonly fromMs: number; readonly toMs: number }): Promise<void> {
  const statement = nameInsert(schema, seconds(span.fromMs), Math.ceil(span.toMs / 1000))
  if (statement) await engine.write(statement.sql, statement.params)
}

export async function readNames(engine: Engine, schema: Pick<ModelSchema, 'number'>): Promise<Names> {
  const names = new Map<string, Map<string, string>>()
  for (const { col, key, name } of await ask<{ col: string; key: string; name: string }>(engine, nameRead(schema))) {
    const column = names.get(col) ?? new Map<string, string>()
    names.set(col, column.set(key, name))
  }
  return names
}

/** Columns of the whole model, or of one segment value, in one slice of event time. */
export interface Slice {
  readonly startMs: number
  /** Physical segment column and value; both empty for the whole model. */
  readonly seg: string
  readonly val: string
  /** By physical column. */
  readonly columns: ReadonlyMap<string, NumericSummary | CategorySummary>
}

interface PaneWish {
  /** Apart from each other. */
  readonly spans: readonly Span[]
  /** `both`: hours for whole hours and minutes for the two ends; only of the whole model. */
  readonly stepSeconds: 60 | 3600 | 'both'
  /** Null for one slice of all spans. */
  readonly sliceMs: number | null
  /** Every segment value, or the whole model. */
  readonly segments: boolean
  /** Only this one: physical column and value. */
  readonly segment?: { readonly column: string; readonly value: string } | null
  /** Physical names; all when absent. */
  readonly columns?: readonly string[] | undefined
}

/** Panes of spans merged into slices, by start. Category keys are texts as far as `names` knows them. */
export async function readSlices(engine: Engine, schema: ModelSchema, cut: Cut & { readonly names: Names }, wish: PaneWish): Promise<Slice[]> {
  const span = {
    schema,
    grid: cut.number,
    spans: stretchesOf(wish.spans),
    level: wish.stepSeconds,
    sliceSeconds: wish.sliceMs === null ? null : wish.sliceMs / 1000,
    segment: wish.segments ? ('every' as const) : (wish.segment ?? null),
  }
  const statement = paneRead(span, wish.columns ?? null)
  return slicesOf(await ask<PaneLine>(engine, statement), schema, cut)
}

/** What one read of rows may list: two days of minutes, four months of hours. */
const madeMax = 2_880

/**
 * The same from rows, by the statement that makes panes: for what has no panes of its own, as minutes of a segment, or where they are gone.
 * Quiet on what is not there: a span without rows has no slice.
 *
 * @throws Failure TOO_LARGE for more steps than one read may list, or rows than the engine may read
 */
export async function readMadeSlices(
  engine: Engine,
  schema: ModelSchema,
  cut: Cut & { readonly names: Names },
  wish: Pick<PaneWish, 'spans' | 'sliceMs' | 'columns'> & {
    readonly stepSeconds: 60 | 3600
    readonly segment: { readonly column: string; readonly value: string } | null
  },
): Promise<Slice[]> {
  const { stepSeconds, segment } = wish
  const spans = stretchesOf(wish.spans)
  const steps = spans.reduce((sum, { from, to }) => sum + Math.ceil((to - from) / stepSeconds), 0)
  if (steps > madeMax)
    throw new Failure('TOO_LARGE', `a window of ${steps} steps of ${stepSeconds} s is too long to be computed from rows; ${madeMax} are the most`)
  const listed = segment ? new Map([[segment.column, segmentValues(cut, segment)]]) : new Map<string, readonly string[]>()
  const panes = spans.flatMap(({ from, to }) => Array.from({ length: Math.ceil((to - from) / stepSeconds) }, (_, index) => from + index * stepSeconds))
  const made = paneSelect({ schema: only(schema, wish.columns), grids: cut.grids, grid: cut.number, segments: listed, stepSeconds, version: 1, panes })
  const span = { schema, grid: cut.number, spans, level: stepSeconds, sliceSeconds: wish.sliceMs === null ? null : wish.sliceMs / 1000, segment, made }
  return slicesOf(await ask<PaneLine>(engine, paneRead(span, wish.columns ?? null)), schema, cut)
}

/** The remainder is what is not listed; a value that is not watched one by one is listed for this read. */
const segmentValues = (cut: Cut, { column, value }: { readonly column: string; readonly value: string }): readonly string[] => {
  const listed = cut.segments.get(column) ?? []
  return value === absentText.other || listed.includes(value) ? listed : [...listed, value]
}

const only = (schema: ModelSchema, physical: readonly string[] | undefined): ModelSchema =>
  physical ? { ...schema, columns: schema.columns.filter(column => physical.includes(column.physical)) } : schema

function slicesOf(lines: readonly PaneLine[], schema: ModelSchema, cut: Cut & { readonly names: Names }): Slice[] {
  const types = new Map(schema.columns.map(column => [column.physical, column.type]))
  const slices: { startMs: number; seg: string; val: string; columns: Map<string, NumericSummary | CategorySummary> }[] = []
  for (const line of lines) {
    const startMs = line.at * 1000
    let slice = slices.at(-1)
    if (slice?.startMs !== startMs || slice.seg !== line.seg || slice.val !== line.val)
      slices.push((slice = { startMs, seg: line.seg, val: line.val, columns: new Map() }))
    slice.columns.set(
      line.col,
      types.get(line.col) === 'numeric' ? numericOfLine(line, cut.grids.get(line.col) ?? { center: 0, scale: 1 }) : categoryOf(line, schema, cut.names),
    )
  }
  return slices
}

const nobody: ReadonlyMap<string, string> = new Map()
const categoryOf = (line: PaneLine, { weighted }: ModelSchema, names: Names): CategorySummary =>
  named(categoryOfLine(line, weighted), names.get(line.col) ?? nobody)

interface EventSpan {
  readonly firstMs: number
  readonly newestMs: number
  /** Receipt of the row that was received last. */
  readonly receivedMs: number
  readonly rows: number
}

/** Oldest and newest event time of the rows of a schema that are not after `untilMs`; null when there is none. */
export async function eventSpan(engine: Engine, schema: ModelSchema, untilMs: number): Promise<EventSpan | null> {
  const [row] = await engine.read<{ first: string; newest: string; received: string; rows: string }>(
    `SELECT toUnixTimestamp64Milli(min(ts)) first, toUnixTimestamp64Milli(max(ts)) newest, toUnixTimestamp64Milli(max(received)) received, count() rows FROM ${rowTable(schema)} WHERE ts <= fromUnixTimestamp64Milli({untilMs:Int64})`,
    { untilMs },
  )
  return row === undefined || row.rows === '0'
    ? null
    : { firstMs: Number(row.first), newestMs: Number(row.newest), receivedMs: Number(row.received), rows: Number(row.rows) }
}

/** How many texts of categories are known; it changes when one is added. */
export async function countNames(engine: Engine, schema: Pick<ModelSchema, 'number'>): Promise<number> {
  const [row] = await engine.read<{ names: string }>(`SELECT uniqExact(col, key) names FROM ${tables.names} WHERE schema = {schema:UInt32}`, {
    schema: schema.number,
  })
  return Number(row?.names ?? 0)
}

/** Tables whose versions come from one rising sequence. */
const versioned = [tables.panes, tables.labelled, tables.progress, tables.history]

interface Made {
  readonly minutes: readonly Span[]
  readonly hours: readonly Span[]
  readonly labelled: readonly Span[]
}

interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** Minutes, hours and labelled hours that were made under a version above `version`. */
export async function madeSince(
  engine: Engine,
  schema: Pick<ModelSchema, 'number'>,
  cut: Pick<Cut, 'number'>,
  since: { readonly version: number; readonly panesFromMs: number; readonly labelledFromMs: number },
): Promise<Made> {
  const lines = await engine.read<{ level: number; at: number }>(
    `SELECT DISTINCT step level, toUnixTimestamp(p) at FROM ${tables.panes}
      WHERE schema = {schema:UInt32} AND grid = {grid:UInt32} AND seg = '' AND p >= fromUnixTimestamp64Milli({panesFromMs:Int64}) AND ver > {version:UInt64}
    UNION ALL SELECT DISTINCT toUInt32(0) level, toUnixTimestamp(p) at FROM ${tables.labelled}
      WHERE schema = {schema:UInt32} AND seg = '' AND p >= fromUnixTimestamp64Milli({labelledFromMs:Int64}) AND ver > {version:UInt64}`,
    { schema: schema.number, grid: cut.number, ...since },
  )
  const spans = (level: number, stepMs: number): Span[] =>
    lines.filter(line => line.level === level).map(({ at }) => ({ fromMs: at * 1000, toMs: at * 1000 + stepMs }))
  return { minutes: spans(60, minuteMs), hours: spans(3600, hourMs), labelled: spans(0, hourMs) }
}

/** Highest version of any pane, labelled hour, progress or history; the next must be above it. */
export async function newestVersion(engine: Engine): Promise<number> {
  const [row] = await engine.read<{ ver: string }>(`SELECT greatest(${versioned.map(table => `(SELECT max(ver) FROM ${table})`).join(', ')}) ver`)
  return Number(row?.ver ?? 0)
}
