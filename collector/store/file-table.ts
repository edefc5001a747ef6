import { type ColumnType, Failure } from '../../contract/index.ts'
import { absentBits, absentText, textLiteral } from '../../detectors/summaries/absent.ts'
import { readEvidence } from './content-evidence.ts'
import type { Engine } from './engine.ts'
import { notUtf8 } from './file-head.ts'
import { type FileField, type FileSource, identifier, named, readingOf, tableOf, textOf } from './file-source.ts'
import { type InferredContent, inferContent } from './infer-content.ts'

/** A column of a file, as it was declared or found. */
export interface FileColumn {
  readonly name: string
  readonly type: ColumnType
  readonly reason: string
}

/** Share of present values that must read as numbers for a column of texts to be numeric; the rest then counts as wrong. */
const numericShareMin = 0.99
/** Columns that one statement looks at: its text must stay under what the engine reads. */
const columnsAtOnce = 200

const absent = (name: string): string => `(isNull(${name}) OR toString(${name}) = '')`
const allOf = (fields: readonly Pick<FileField, 'field'>[]): ReadonlySet<string> => new Set(fields.map(({ field }) => field))

/**
 * Types of a file's columns: Parquet by its own, texts by whether they read as numbers. Dates count as categories.
 *
 * @throws Failure BAD_REQUEST for texts that are not UTF-8
 */
export async function columnTypes(engine: Engine, source: FileSource): Promise<FileColumn[]> {
  if (source.format.typed) return source.fields.map(({ name, type }) => ({ name, ...typedColumn(type) }))
  const columns: FileColumn[] = []
  for (let from = 0; from < source.fields.length; from += columnsAtOnce) {
    columns.push(...(await textTypes(engine, source, source.fields.slice(from, from + columnsAtOnce))))
  }
  return columns
}

async function textTypes(engine: Engine, source: FileSource, fields: readonly FileField[]): Promise<FileColumn[]> {
  const values = fields.map((field, index) => `(toUInt16(${index}), ifNull(${textOf(source, field)}, ''))`)
  const rows = await named(
    source,
    engine.read<{ k: number; present: string; numbers: string; broken: string }>(
      `SELECT t.1 k, countIf(t.2 != '') present, countIf(isNotNull(toFloat64OrNull(t.2))) numbers, countIf(NOT isValidUTF8(t.2)) broken
      FROM ${tableOf(source, allOf(fields))} ARRAY JOIN [${values.join(', ')}] AS t GROUP BY k ${readingOf(source)}`,
    ),
  )
  const counts = new Map(rows.map(row => [row.k, row]))
  return fields.map(({ name }, index) => {
    const found = counts.get(index)
    const [present, numbers] = [Number(found?.present ?? 0), Number(found?.numbers ?? 0)]
    if (Number(found?.broken ?? 0) > 0) throw new Failure('BAD_REQUEST', notUtf8(source.name, ` in column ${name}`))
    const numeric = present > 0 && numbers >= numericShareMin * present
    return { name, type: numeric ? 'numeric' : 'category', reason: `${numbers} of ${present} values read as numbers` }
  })
}

/** What each column of a file holds, and why, in the order of the columns. */
export async function fileContents(engine: Engine, source: FileSource, columns: readonly FileColumn[]): Promise<InferredContent[]> {
  const fieldOf = new Map(source.fields.map(field => [field.name, field]))
  const contents: InferredContent[] = []
  for (let from = 0; from < columns.length; from += columnsAtOnce) {
    const part = columns.slice(from, from + columnsAtOnce).map(column => ({ ...column, field: fieldOf.get(column.name)?.field ?? column.name }))
    const texts = part.map(({ name, type, field }) => ({ name, type, text: `ifNull(${textOf(source, { field })}, '')` }))
    const evidence = await named(source, readEvidence(engine, texts, { from: tableOf(source, allOf(part)), settings: readingOf(source) }))
    contents.push(...evidence.map(inferContent))
  }
  return contents
}

function typedColumn(type: string): { type: ColumnType; reason: string } {
  const numeric = /^(Nullable\()?(U?Int|Float|Decimal)/.test(type)
  return { type: numeric ? 'numeric' : 'category', reason: `stored as ${type}` }
}

/** Numbers of a file that are doubles as they stand; a float of 32 bits is the number that people read. */
const plainNumber = /^(Nullable\()?(Float64|U?Int(8|16|32))\)?$/

/** One value of a row table. A NaN literal twice in a statement becomes one, so bits are chosen and turned into a number once. */
function valueOf(source: FileSource, { field, type: stored }: FileField, { type, presenceOnly = false }: LoadedColumn): string {
  const column = identifier(field)
  if (type === 'category')
    return `if(${absent(column)}, ${textLiteral(absentText.missing)}, ${presenceOnly ? "'present'" : `toString(assumeNotNull(${column}))`})`
  if (source.format.typed && plainNumber.test(stored)) return plainValue(column)
  const number = `toFloat64OrNull(${textOf(source, { field })})`
  const bits = `multiIf(${absent(column)}, toUInt64(${absentBits.missing}), isNull(${number}), toUInt64(${absentBits.wrong}), reinterpretAsUInt64(assumeNotNull(${number})))`
  return `reinterpretAsFloat64(${bits})`
}

/** The kinds of NaN that say why a value is absent are ours: no file brings them. */
const plainValue = (column: string): string =>
  `reinterpretAsFloat64(multiIf(isNull(${column}), toUInt64(${absentBits.missing}), isNaN(assumeNotNull(${column})), toUInt64(9221120237041090560), reinterpretAsUInt64(toFloat64(assumeNotNull(${column})))))`

interface LoadedColumn {
  /** In the file; a name that the file lacks is missing in every row. */
  readonly name: string
  /** In the table. */
  readonly physical: string
  readonly type: ColumnType
  /** All texts are stored as one, because only whether there is one matters. */
  readonly presenceOnly?: boolean
}

export interface FileLoad {
  readonly into: string
  readonly columns: readonly LoadedColumn[]
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
  const fieldOf = new Map(source.fields.map(field => [field.name, field]))
  const definitions = columns.map(({ physical, type }) => `${physical} ${type === 'numeric' ? 'Float64' : 'LowCardinality(String)'}`)
  await engine.write(
    `CREATE OR REPLACE TABLE ${into} (ts DateTime64(9, 'UTC'), ${definitions.join(', ')}) ENGINE = MergeTree ORDER BY ${time === null ? 'tuple()' : 'ts'}`,
  )
  const values = columns.map(column => {
    const field = fieldOf.get(column.name)
    return `${field === undefined ? missingOf(column.type) : valueOf(source, field, column)} AS ${column.physical}`
  })
  const physicalOf = (name: string): string => fieldOf.get(name)?.field ?? name
  const at = time === null ? `toDateTime64(0, 9, 'UTC')` : `parseDateTime64BestEffort(assumeNotNull(toString(${identifier(physicalOf(time))})), 9, 'UTC')`
  if (time !== null) await checkTimes(engine, source, { name: time, field: physicalOf(time) })
  const names = ['ts', ...columns.map(({ physical }) => physical)]
  const needed = new Set([...columns.map(({ name }) => name), ...(time === null ? [] : [time])].map(physicalOf))
  await named(
    source,
    engine.write(
      `INSERT INTO ${into} (${names.join(', ')}) SELECT ${[`${at} AS ts`, ...values].join(', ')} FROM ${tableOf(source, needed)} ${readingOf(source)}`,
    ),
  )
  const [count] = await engine.read<{ rows: string }>(`SELECT count() rows FROM ${into}`)
  return Number(count?.rows ?? 0)
}

function refuseMonthFirst(example: string, column: string): void {
  if (example === '') return
  throw new Failure('BAD_REQUEST', `${column} writes the month first, for example ${JSON.stringify(example.slice(0, 64))}; write dates as 2026-01-31`)
}

const monthFirst = `match(v, '^[0-9]{1,2}/(1[3-9]|[23][0-9])/[0-9]{4}')`

/**
 * The engine guesses eagerly: it takes 7 for the 7th of January and 12.5 for the 12th of May. A number is a time only in full: as 20260131, or as
 * seconds since 1970. It reads the day first where a day is 12 or less, so months that stand first are refused as soon as one date shows them.
 *
 * @throws Failure BAD_REQUEST that names the column and one of its values
 */
async function checkTimes(engine: Engine, source: FileSource, { name, field }: Pick<FileField, 'name' | 'field'>): Promise<void> {
  const read = `parseDateTime64BestEffortOrNull(v, 9, 'UTC')`
  const wrong = `(isNull(${read}) OR length(v) < 8 OR (isNotNull(toFloat64OrNull(v)) AND NOT match(v, '^[0-9]+$')))`
  const [found] = await named(
    source,
    engine.read<{ rows: string; wrong: string; example: string; monthFirst: string }>(
      `SELECT count() rows, countIf(${wrong}) wrong, anyIf(v, ${wrong}) example, anyIf(v, ${monthFirst}) monthFirst
      FROM (SELECT ifNull(toString(${identifier(field)}), '') v FROM ${tableOf(source, new Set([field]))}) ${readingOf(source)}`,
    ),
  )
  if (!found) return
  refuseMonthFirst(found.monthFirst, `${source.name}: column ${name}`)
  const [rows, count] = [Number(found.rows), Number(found.wrong)]
  if (count === 0) return
  const example = found.example === '' ? 'nothing' : JSON.stringify(found.example.slice(0, 64))
  const which = count === rows ? 'holds no times' : `holds no time in ${count} of ${rows} rows`
  throw new Failure('BAD_REQUEST', `${source.name}: column ${name} ${which}, but for example ${example}; name a column of dates or of RFC 3339 times`)
}

const missingOf = (type: ColumnType): string => (type === 'numeric' ? `reinterpretAsFloat64(toUInt64(${absentBits.missing}))` : textLiteral(absentText.missing))
