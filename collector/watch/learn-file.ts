import { type Column, dayMs, Failure, type ModelSchema, minuteMs, rowTable } from '../../contract/index.ts'
import { dropUpload, eventSpan, loadFile, openFile, readDeclaration, stageRows, writeProgress } from '../store/store.ts'
import { type Baseline, keptOf, saidOf } from './baseline.ts'
import { cutAnew } from './cut-anew.ts'
import { learnGrid, sameCut } from './grid.ts'
import { learnBaseline } from './learn.ts'
import { makeSpans, takeInto } from './learn-window.ts'
import { remembered } from './load.ts'
import type { Post, TickParts } from './post.ts'
import { floorTo, type Span } from './schedule.ts'
import { emptySource, type Source } from './source.ts'

export interface FileLesson {
  readonly model: string
  readonly version: string
  readonly path: string
  /** As the sender calls it. */
  readonly name: string
  /** Column that holds the event time; null when the file has none. */
  readonly time: string | null
  readonly reason: string
}

/** Columns that a message names. */
const namedMax = 20
const spanMaxMs = 400 * dayMs
/** The last moment that the store can hold. */
const lastMs = Date.UTC(2262, 0, 1)

/**
 * Learns a baseline from a file: its rows are laid out as those of the model's schema under a number of their own, summarised by the same
 * statements, and dropped. Columns that the file lacks are not judged. With a column of the label's name it teaches performance too.
 *
 * @throws Failure BAD_REQUEST when the file is not what its name says, shares no column with the model, or spans over 400 days
 */
export async function learnFile(parts: TickParts, post: Post, schema: ModelSchema, lesson: FileLesson): Promise<Baseline> {
  const { engine, settings } = parts
  const file = await openFile(engine, lesson.path, lesson.name)
  const names = new Set(file.fields.map(field => field.name))
  if (lesson.time !== null && !names.has(lesson.time))
    throw new Failure('BAD_REQUEST', `${lesson.name} has no column ${lesson.time}; it has ${[...names].slice(0, namedMax).join(', ')}`)
  const columns = schema.columns.filter(column => names.has(column.name) && column.pending === undefined)
  if (columns.length === 0)
    throw new Failure('BAD_REQUEST', `${lesson.name} has no column of ${lesson.model}: ${schema.columns.map(column => column.name).join(', ')}`)
  const staged = await stageRows(
    engine,
    { ...schema, columns, weighted: false },
    { load: into => loadFile(engine, file, { into, columns: loaded(columns, schema, names), time: lesson.time }), label: labelColumn },
  )
  try {
    const source = await openStaged(parts, post, staged)
    const spans = [spanOf(source, lesson)]
    await makeSpans(parts, post, source, spans)
    const { plan } = source
    const learned = await learnBaseline(engine, parts.detectors, {
      model: lesson.model,
      version: lesson.version,
      source,
      plan,
      rows: rowTable(staged),
      kept: keptOf(post.watched.baseline),
      notes: mismatches(schema, names, lesson.time),
      spans,
      timed: lesson.time !== null,
      origin: { kind: 'file', name: lesson.name },
      reason: lesson.reason,
      segmentSeriesMax: settings.segmentSeriesMax,
    })
    await writeProgress(engine, staged.number, remembered.source, {
      version: BigInt(parts.nextVersion()),
      value: { schema: staged, plan, firstMs: source.firstMs, newestMs: source.newestMs },
    })
    return await takeInto(parts, post, learned, { prepared: await cutAnew(parts, post, plan), staged: source })
  } finally {
    await dropUpload(engine, staged)
  }
}

/** Columns that only the file has, and columns that only the model has. */
function mismatches({ columns, label }: ModelSchema, names: ReadonlySet<string>, time: string | null): string[] {
  const known = new Set([...columns.map(column => column.name), ...(label === null ? [] : [label]), ...(time === null ? [] : [time])])
  const extra = [...names].filter(name => !known.has(name))
  const missing = columns.filter(column => !names.has(column.name)).map(column => column.name)
  return [
    ...(extra.length > 0 ? [`not of the model, so left out: ${someOf(extra)}`] : []),
    ...(missing.length > 0 ? [`not in the file, so not judged: ${someOf(missing)}`] : []),
  ]
}

const someOf = (names: readonly string[]): string =>
  names.length > namedMax ? `${names.slice(0, namedMax).join(', ')} and ${names.length - namedMax} more` : names.join(', ')

/** Name of ours for the column of truths beside those of the schema. */
const labelColumn = 'label_text'

const loaded = (columns: readonly Column[], { label }: ModelSchema, names: ReadonlySet<string>) => [
  ...columns,
  // Without one the column is missing throughout, and no row has a label.
  { name: label !== null && names.has(label) ? label : '', physical: labelColumn, type: 'category' as const },
]

async function openStaged({ engine, settings }: TickParts, { watched }: Post, staged: ModelSchema): Promise<Source> {
  const found = await eventSpan(engine, staged, lastMs)
  if (!found) throw new Failure('BAD_REQUEST', 'The file has no rows')
  const number = 1 + Math.max(0, ...watched.sources.map(source => source.plan.number))
  const rows = { table: rowTable(staged), spans: [{ fromMs: found.firstMs, toMs: found.newestMs + 1 }] }
  const learned = await learnGrid(engine, staged, rows, {
    number,
    valuesMax: settings.segmentValuesMax,
    said: saidOf(await readDeclaration(engine, watched.model), keptOf(watched.baseline)),
  })
  const plan = watched.sources.map(source => source.plan).find(one => sameCut(one, learned)) ?? learned
  return Object.assign(emptySource(staged, plan), { firstMs: found.firstMs, newestMs: found.newestMs, rows: found.rows })
}

function spanOf({ firstMs, newestMs }: Source, { name }: FileLesson): Span {
  const span = { fromMs: floorTo(firstMs ?? 0, minuteMs), toMs: floorTo(newestMs ?? 0, minuteMs) + minuteMs }
  if (span.toMs - span.fromMs > spanMaxMs) throw new Failure('BAD_REQUEST', `${name} spans more than 400 days; give a part of it`)
  return span
}
