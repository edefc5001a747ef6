import { hourMs } from '../../contract/index.ts'
import { type Engine, type HistoryRow, insertBaseline, insertHistory, listBaselines, readDeclaration } from '../store/store.ts'
import { type Baseline, type BaselineSeries, type ColumnProfile, type Kept, nameBaseline, type UnlearnedSeries } from './baseline.ts'
import { type Broken, complaintOf, unlessBroken } from './broken.ts'
import type { Fact } from './facts.ts'
import { type GridPlan, summarised } from './grid.ts'
import { learnHistory } from './judging/learn-history.ts'
import { seasonHours, sumHours } from './judging/season-hours.ts'
import { type Counted, profileColumns, silenced } from './profile.ts'
import { labelledFacts, segmentFacts, wholeFacts } from './refresh.ts'
import { floorTo, hullOf, joinSpans, lengthOf, type Span } from './schedule.ts'
import type { Season } from './season.ts'
import { type Series, sliceMs } from './series.ts'
import { type Detectors, type Planned, planSeries } from './series-plan.ts'
import type { Source } from './source.ts'
import { suggest } from './suggest.ts'
import { clear, emptyTrack, stripOfTrack, totalOf } from './track.ts'
import { baselineOf, foldFacts, indexOf, type WatchedSeries } from './watched.ts'

export interface Lesson {
  readonly model: string
  readonly version: string
  /** Its panes and labelled hours of the spans are made. */
  readonly source: Source
  readonly plan: GridPlan
  /** Apart from each other, oldest first. */
  readonly spans: readonly Span[]
  readonly season?: Season | undefined
  /** Do they mean event time? Without it there is no history. */
  readonly timed: boolean
  readonly origin: Baseline['source']
  readonly reason: string
  readonly segmentSeriesMax: number
  /** Row table of the spans; or what was counted of its columns while it was there. */
  readonly rows: string | readonly Counted[]
  /** What people said before of what is wanted. */
  readonly kept: Kept
  /** What did not fit, beside what the values tell. */
  readonly notes: readonly string[]
}

export interface Learned {
  readonly baseline: Baseline
  readonly history: readonly HistoryRow[]
  /** Series that could not be learned. */
  readonly broken: Broken
}

/** Learns what is normal from panes and rows of spans. Reads a column at a time, so that memory does not grow with columns times hours. */
export async function learnBaseline(engine: Engine, detectors: Detectors, lesson: Lesson): Promise<Learned> {
  const { source, spans, season, timed } = lesson
  const span = timed ? hullOf(spans) : null
  const { schema } = source
  const totals = await totalFacts(engine, lesson)
  const broken: Broken = new Map()
  const columns = silenced((await countedOf(engine, lesson, totals)).map(counted => wanted(counted, lesson.kept)))
  const planned = planSeries(schema, totals, detectors, { segmentsMax: lesson.segmentSeriesMax, broken, profiles: columns })
  const blanks = planned.series.flatMap(series => unlessBroken(broken, series.key, () => blank(series, detectors, totals)) ?? [])
  const watched = new Map(blanks.map(one => [one.series.key, one]))
  const index = indexOf(watched.values(), name => detectors.get(name)?.reads ?? [])
  const history: HistoryRow[] = []
  const learned = new Map<string, BaselineSeries>()
  const settle = (): void => {
    for (const one of watched.values()) {
      if (one.track.steps === 0 || learned.has(one.series.key)) continue
      const tally = totalOf(one.track)
      // Labels come late, so that of performance the whole is the reference.
      const hours = season && one.series.group !== 'performance' ? sumHours(stripOfTrack(one.track), season) : null
      const held = { ...one, reference: tally, ...(hours && season ? { hours: seasonHours(hours, tally.length, season) } : {}) }
      const rows = unlessBroken(broken, one.series.key, () => historyOf(held, span))
      clear(one.track)
      if (!rows) continue
      learned.set(one.series.key, { ...one.series, tally: Array.from(tally), ...(hours ? { hours: Array.from(hours) } : {}) })
      history.push(...rows)
    }
  }
  for await (const facts of factsByColumn(engine, lesson)) {
    foldFacts({ index, broken }, facts)
    settle()
  }
  const rows = Math.max(0, ...columns.map(column => column.rows))
  const baseline = nameBaseline({
    model: lesson.model,
    version: lesson.version,
    source: lesson.origin,
    reason: lesson.reason,
    rows,
    span,
    ...(spans.length > 1 ? { spans } : {}),
    ...(season ? { season } : {}),
    schema: schema.number,
    grid: lesson.plan,
    columns,
    series: planned.series.flatMap(series => learned.get(series.key) ?? []),
    unlearned: unlearned(planned, broken),
    dropped: planned.dropped,
    notes: [...lesson.notes, ...columns.flatMap(wrongNote)],
  })
  return { baseline, history, broken }
}

async function countedOf(engine: Engine, { source, plan, rows, spans, model }: Lesson, totals: readonly Fact[]): Promise<readonly Counted[]> {
  if (typeof rows !== 'string') return rows
  return profileColumns(engine, { schema: source.schema, plan, declaration: await readDeclaration(engine, model) }, { table: rows, spans }, totals)
}

/** Strays that are no accident any more. */
const wrongShareMin = 0.01

/** Says of a column that many of its values are of another type than the model's. */
function wrongNote({ name, type, wrong, rows, missing }: ColumnProfile): string[] {
  const given = rows - missing
  const meant = type === 'numeric' ? 'numbers' : 'texts'
  return wrong > wrongShareMin * given ? [`column ${name}: ${wrong} of ${given} values are no ${meant}, which the model's are`] : []
}

/** What the rows suggest, under what people said. */
export function wanted(counted: Counted, kept: Kept): ColumnProfile {
  const said = kept.get(counted.name)
  const profile = { ...counted, ...said?.said }
  return { ...profile, constraints: { ...suggest(profile), ...said?.constraints } }
}

function unlearned({ series, broken: unplanned }: Planned, broken: Broken): UnlearnedSeries[] {
  return [...unplanned, ...series].flatMap(({ key, detector, subject, segment, group, lengths, stepMs }) => {
    const entry = broken.get(key)
    return entry ? [{ key, detector, subject, segment, group, lengths, stepMs, complaint: complaintOf(entry.error) }] : []
  })
}

/** All spans as one slice: what frames are learned from. */
async function totalFacts(engine: Engine, { source, spans, timed, origin }: Lesson): Promise<Fact[]> {
  // Rows of a file are as often a sample as all there were: they say nothing of how much traffic is normal.
  const volumed = timed && origin.kind !== 'file'
  const hours = hoursOf(spans)
  const whole = (await wholeFacts(engine, source, { spans, whole: null })).filter(fact => fact.summary.kind !== 'volume')
  const segments = await segmentFacts(engine, source, { spans: hours, whole: null })
  const labelled = await labelledFacts(engine, source, { spans: hours, whole: null })
  return [...whole, ...segments, ...labelled, ...(volumed ? [await totalVolume(engine, source, spans)] : [])]
}

async function totalVolume(engine: Engine, source: Source, spans: readonly Span[]): Promise<Fact> {
  const first = source.schema.columns.find(column => column.role !== 'entity' && column.role !== 'ignore')
  const slices = (await wholeFacts(engine, source, { spans, whole: sliceMs }, first ? [first.physical] : [])).filter(fact => fact.summary.kind === 'volume')
  const n = slices.reduce((sum, fact) => sum + ('n' in fact.summary ? fact.summary.n : 0), 0)
  const slots = Math.round(lengthOf(spans) / sliceMs)
  return { startMs: spans[0]?.fromMs ?? 0, segment: '', subject: '*', summary: { kind: 'volume', n, slots, filled: slices.length } }
}

const hoursOf = (spans: readonly Span[]): Span[] =>
  joinSpans(spans.map(({ fromMs, toMs }) => ({ fromMs: floorTo(fromMs, hourMs), toMs: floorTo(toMs + hourMs - 1, hourMs) })))

/** Slices of the spans, one column after the other, then what labels tell. */
async function* factsByColumn(engine: Engine, { source, spans }: Lesson): AsyncGenerator<Fact[]> {
  for (const { physical } of summarised(source.schema)) {
    yield [
      ...(await wholeFacts(engine, source, { spans, whole: sliceMs }, [physical])),
      ...(await segmentFacts(engine, source, { spans: hoursOf(spans), whole: hourMs }, [physical])),
    ]
  }
  yield await labelledFacts(engine, source, { spans: hoursOf(spans), whole: hourMs })
}

function blank(series: Series, detectors: Detectors, totals: readonly Fact[]): WatchedSeries {
  const detector = detectors.get(series.detector)
  const fact = totals.find(one => one.subject === series.subject && one.segment === series.segment && detector?.reads.includes(one.summary.kind))
  if (!detector?.deciding || !fact) throw new Error(`${series.key} was planned without a detector or a fact`)
  const deciding = detector.deciding
  const width = deciding.tally(series.frame, fact.summary).length
  return {
    series,
    deciding,
    unit: detector.unit,
    labelled: false,
    volume: false,
    reference: new Float64Array(width),
    track: emptyTrack(series.stepMs, width),
    blamed: new Map(),
    history: new Map(),
    learned: null,
    learnedDay: Number.NaN,
  }
}

function historyOf(one: WatchedSeries, span: Span | null): HistoryRow[] {
  const { series, deciding, track } = one
  const history = learnHistory({ series, deciding, strip: stripOfTrack(track), baseline: baselineOf(one, span) })
  return [...history].flatMap(([key, points]) => {
    const [length = '', candidate = ''] = key.split('/')
    return points.endMs.map((endMs, at) => ({
      series: series.key,
      length,
      candidate,
      endMs,
      T: points.T[at] ?? Number.NaN,
      nu: points.nu[at] ?? Number.NaN,
      n: points.n[at] ?? Number.NaN,
      v: points.v[at] ?? Number.NaN,
      alarm: false,
    }))
  })
}

const historyRowsMax = 100_000

/** History first: a baseline that is there is complete. */
export async function keepBaseline(engine: Engine, baseline: Baseline, history: readonly HistoryRow[], nowMs: number): Promise<void> {
  for (let from = 0; from < history.length; from += historyRowsMax) await insertHistory(engine, baseline.hash, history.slice(from, from + historyRowsMax), 0)
  const {
    items: [newest],
  } = await listBaselines(engine, { model: baseline.model, version: baseline.version }, { limit: 1 })
  await insertBaseline(engine, {
    model: baseline.model,
    version: baseline.version,
    hash: baseline.hash,
    schema: baseline.schema,
    rows: baseline.rows,
    fromMs: baseline.span?.fromMs ?? null,
    toMs: baseline.span?.toMs ?? null,
    source: baseline.source.kind === 'window' ? 'window' : baseline.source.name,
    reason: baseline.reason,
    // Two of one millisecond, or a clock that was set back: the later one is still the one in use.
    learnedMs: Math.max(nowMs, (newest?.learnedMs ?? 0) + 1),
    body: JSON.stringify(baseline),
  })
}
