import { resolve } from 'node:path'
import { type ColumnType, Failure } from '../../contract/index.ts'
import { absentBits, absentText, textLiteral } from '../../detectors/summaries/absent.ts'
import { readEvidence } from './content-evidence.ts'
import type { Engine } from './engine.ts'
import { type FileFormat, fileFormat, type NamedFile } from './file-format.ts'
import { type InferredContent, inferContent } from './infer-content.ts'
import { quoted } from './statement.ts'

/** A column of a file, as it was declared or found. */
export interface FileColumn {
  readonly name: string
  readonly type: ColumnType
  readonly reason: string
}

export interface FileSource extends NamedFile {
  readonly format: FileFormat
  /** In the order of the file. */
  readonly fields: readonly FileField[]
}

interface FileField {
  /** As people know it; data only. */
  readonly name: string
  /** As the engine knows it: of a CSV by position, because a header may be empty or stand twice. */
  readonly field: string
  readonly type: string
}

/** Share of present values that must read as numbers for a column of texts to be numeric; the rest then counts as wrong. */
const numericShareMin = 0.99
const textReading = ['numbers', 'bools', 'objects', 'arrays'].map(kind => `input_format_json_read_${kind}_as_strings = 1`).join(', ')
const reading = `SETTINGS input_format_csv_use_best_effort_in_schema_inference = 0, input_format_csv_detect_header = 0, ${textReading}`
/** Past the header of a CSV. */
const readingRows = `${reading}, input_format_csv_skip_first_lines = 1`
const identifier = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``

/**
 * Looks at a file's columns. The engine must be embedded: a server reads its own disk, not ours.
 *
 * @param name  by which people know the file
 * @throws Failure BAD_REQUEST when it is not what its name says or holds no columns
 */
export async function openFile(engine: Engine, path: string, name = path): Promise<FileSource> {
  const file = { path, name }
  const format = fileFormat(file)
  const from = `file(${quoted(resolve(path))}, '${format.engineFormat}')`
  const found = await fieldsOf(engine, name, from)
  const names = format.engineFormat === 'CSV' ? await headerOf(engine, file, found.length) : found.map(field => field.name)
  const fields = found.map((field, index) => ({ name: names[index] ?? field.name, field: field.name, type: field.type }))
  if (fields.length === 0) throw new Failure('BAD_REQUEST', `${name} has no columns`)
  return { ...file, format, fields }
}

/** The engine describes a source only to whoever makes a table of it. */
async function fieldsOf(engine: Engine, file: string, from: string): Promise<{ name: string; type: string }[]> {
  await named(file, engine.write(`CREATE OR REPLACE TABLE file_fields ENGINE = Memory EMPTY AS SELECT * FROM ${from} ${reading}`))
  return engine.read(`SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = 'file_fields' ORDER BY position`)
}

/** First line of a CSV. An empty name becomes its position; a name that stands twice is refused, because nobody could say which is meant. */
async function headerOf(engine: Engine, { path, name: file }: NamedFile, count: number): Promise<string[]> {
  const structure = quoted(Array.from({ length: count }, (_, index) => `c${index + 1} String`).join(', '))
  const [line] = await named(file, engine.read<Record<string, string>>(`SELECT * FROM file(${quoted(resolve(path))}, 'CSV', ${structure}) LIMIT 1 ${reading}`))
  const names = Object.values(line ?? {}).map((name, index) => name || `column ${index + 1}`)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Failure('BAD_REQUEST', `${file}: the header names ${twice} twice; rename one`)
  return names
}

async function named<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (cause instanceof Failure && !['BUG', 'STORE_UNAVAILABLE'].includes(cause.code)) throw cause
    throw new Failure('BAD_REQUEST', `${file} cannot be read as its name says; is it complete and not damaged?`, { cause })
  }
}

const table = ({ path, format, fields }: FileSource): string => {
  const structure = format.typed ? '' : `, ${quoted(fields.map(({ field }) => `${identifier(field)} Nullable(String)`).join(', '))}`
  return `file(${quoted(resolve(path))}, '${format.engineFormat}'${structure})`
}
const absent = (name: string): string => `(isNull(${name}) OR toString(${name}) = '')`

/** Types of a file's columns: Parquet by its own, texts by whether they read as numbers. Dates count as categories. */
export async function columnTypes(engine: Engine, source: FileSource): Promise<FileColumn[]> {
  if (source.format.typed) return source.fields.map(({ name, type }) => ({ name, ...typedColumn(type) }))
  const shares = source.fields.map(({ field }, index) => {
    const column = identifier(field)
    return `countIf(NOT ${absent(column)}) present_${index}, countIf(isNotNull(toFloat64OrNull(${column}))) numbers_${index}`
  })
  const [counts] = await named(source.name, engine.read<Record<string, string>>(`SELECT ${shares.join(', ')} FROM ${table(source)} ${readingRows}`))
  return source.fields.map(({ name }, index) => {
    const present = Number(counts?.[`present_${index}`] ?? 0)
    const numbers = Number(counts?.[`numbers_${index}`] ?? 0)
    const numeric = present > 0 && numbers >= numericShareMin * present
    return { name, type: numeric ? 'numeric' : 'category', reason: `${numbers} of ${present} values read as numbers` }
  })
}

/** What each column of a file holds, and why, in the order of the columns. */
export async function fileContents(engine: Engine, source: FileSource, columns: readonly FileColumn[]): Promise<InferredContent[]> {
  const fieldOf = new Map(source.fields.map(({ name, field }) => [name, field]))
  const texts = columns.map(({ name, type }) => ({ name, type, text: `ifNull(toString(${identifier(fieldOf.get(name) ?? name)}), '')` }))
  const evidence = await named(source.name, readEvidence(engine, texts, { from: table(source), settings: readingRows }))
  return evidence.map(inferContent)
}

function typedColumn(type: string): { type: ColumnType; reason: string } {
  const numeric = /^(Nullable\()?(U?Int|Float|Decimal)/.test(type)
  return { type: numeric ? 'numeric' : 'category', reason: `stored as ${type}` }
}

/** One value of a row table. A NaN literal twice in a statement becomes one, so bits are chosen and turned into a number once. */
function valueOf(field: string, type: ColumnType): string {
  const column = identifier(field)
  if (type === 'category') return `if(${absent(column)}, ${textLiteral(absentText.missing)}, toString(assumeNotNull(${column})))`
  const number = `toFloat64OrNull(toString(${column}))`
  const bits = `multiIf(${absent(column)}, toUInt64(${absentBits.missing}), isNull(${number}), toUInt64(${absentBits.wrong}), reinterpretAsUInt64(assumeNotNull(${number})))`
  return `reinterpretAsFloat64(${bits})`
}

export interface FileLoad {
  readonly into: string
  /** Name in the file, physical name in the table, type. A name that the file lacks is missing in every row. */
  readonly columns: readonly { readonly name: string; readonly physical: string; readonly type: ColumnType }[]
  /** Column that holds the event time (a date, or RFC 3339 text), or null. */
  readonly time: string | null
}

/**
 * Loads a file into a fresh table of physical columns beside `ts`, in the form of a row table, so that everything that reads rows reads files.
 *
 * @returns number of rows
 * @throws Failure BAD_REQUEST when the file breaks off or a time cannot be read
 */
export async function loadFile(engine: Engine, source: FileSource, { into, columns, time }: FileLoad): Promise<number> {
  const fieldOf = new Map(source.fields.map(({ name, field }) => [name, field]))
  const definitions = columns.map(({ physical, type }) => `${physical} ${type === 'numeric' ? 'Float64' : 'LowCardinality(String)'}`)
  await engine.write(`CREATE OR REPLACE TABLE ${into} (ts DateTime64(9, 'UTC'), ${definitions.join(', ')}) ENGINE = MergeTree ORDER BY ts`)
  const values = columns.map(({ name, physical, type }) => {
    const field = fieldOf.get(name)
    return `${field === undefined ? missingOf(type) : valueOf(field, type)} AS ${physical}`
  })
  const at =
    time === null ? `toDateTime64(0, 9, 'UTC')` : `parseDateTime64BestEffort(assumeNotNull(toString(${identifier(fieldOf.get(time) ?? time)})), 9, 'UTC')`
  if (time !== null) await checkTimes(engine, source, { name: time, field: fieldOf.get(time) ?? time })
  const names = ['ts', ...columns.map(({ physical }) => physical)]
  await named(
    source.name,
    engine.write(`INSERT INTO ${into} (${names.join(', ')}) SELECT ${[`${at} AS ts`, ...values].join(', ')} FROM ${table(source)} ${readingRows}`),
  )
  const [count] = await engine.read<{ rows: string }>(`SELECT count() rows FROM ${into}`)
  return Number(count?.rows ?? 0)
}

/**
 * The engine guesses eagerly: it takes 7 for the 7th of January and 12.5 for the 12th of May. A number is a time only in full: as 20260131, or as
 * seconds since 1970.
 *
 * @throws Failure BAD_REQUEST that names the column and one of its values
 */
async function checkTimes(engine: Engine, source: FileSource, { name, field }: Pick<FileField, 'name' | 'field'>): Promise<void> {
  const read = `parseDateTime64BestEffortOrNull(v, 9, 'UTC')`
  const wrong = `(isNull(${read}) OR length(v) < 8 OR (isNotNull(toFloat64OrNull(v)) AND NOT match(v, '^[0-9]+$')))`
  const [found] = await named(
    source.name,
    engine.read<{ rows: string; wrong: string; example: string }>(
      `SELECT count() rows, countIf(${wrong}) wrong, anyIf(v, ${wrong}) example
      FROM (SELECT ifNull(toString(${identifier(field)}), '') v FROM ${table(source)}) ${readingRows}`,
    ),
  )
  const [rows, count] = [Number(found?.rows ?? 0), Number(found?.wrong ?? 0)]
  if (count === 0) return
  const example = found?.example === '' ? 'nothing' : JSON.stringify(found?.example.slice(0, 64))
  const which = count === rows ? 'holds no times' : `holds no time in ${count} of ${rows} rows`
  throw new Failure('BAD_REQUEST', `${source.name}: column ${name} ${which}, but for example ${example}; name a column of dates or of RFC 3339 times`)
}

const missingOf = (type: ColumnType): string => (type === 'numeric' ? `reinterpretAsFloat64(toUInt64(${absentBits.missing}))` : textLiteral(absentText.missing))
