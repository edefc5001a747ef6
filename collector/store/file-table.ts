import { resolve } from 'node:path'
import { type ColumnType, Failure } from '../../contract/index.ts'
import { absentBits, absentText, textLiteral } from '../../detectors/summaries/absent.ts'
import type { Engine } from './engine.ts'
import { type FileFormat, fileFormat } from './file-format.ts'
import { quoted } from './statement.ts'

/** A column of a file, as it was declared or found. */
export interface FileColumn {
  readonly name: string
  readonly type: ColumnType
  readonly reason: string
}

export interface FileSource {
  readonly path: string
  readonly format: FileFormat
  /** Names in the order of the file, with the engine's type. */
  readonly fields: readonly { readonly name: string; readonly type: string }[]
}

/** Share of present values that must read as numbers for a column of texts to be numeric; the rest then counts as wrong. */
const numericShareMin = 0.99
const textReading = ['numbers', 'bools', 'objects', 'arrays'].map(kind => `input_format_json_read_${kind}_as_strings = 1`).join(', ')
const reading = `SETTINGS input_format_csv_use_best_effort_in_schema_inference = 0, ${textReading}`
const identifier = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``

/**
 * Looks at a file's columns. The engine must be embedded: a server reads its own disk, not ours.
 *
 * @throws Failure BAD_REQUEST when it is not what its name says or holds no columns
 */
export async function openFile(engine: Engine, path: string): Promise<FileSource> {
  const format = fileFormat(path)
  const from = `file(${quoted(resolve(path))}, '${format.engineFormat}')`
  const fields = await named(path, engine.read<{ name: string; type: string }>(`DESCRIBE TABLE ${from} ${reading}`))
  if (fields.length === 0) throw new Failure('BAD_REQUEST', `${path} has no columns`)
  return { path, format, fields: fields.map(({ name, type }) => ({ name, type })) }
}

async function named<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (cause instanceof Failure && cause.code !== 'BUG') throw cause
    throw new Failure('BAD_REQUEST', `${path} cannot be read as its name says; is it complete and not damaged?`, { cause })
  }
}

const table = ({ path, format, fields }: FileSource): string => {
  const structure = format.typed ? '' : `, ${quoted(fields.map(({ name }) => `${identifier(name)} Nullable(String)`).join(', '))}`
  return `file(${quoted(resolve(path))}, '${format.engineFormat}'${structure})`
}
const absent = (name: string): string => `(isNull(${name}) OR toString(${name}) = '')`

/** Types of a file's columns: Parquet by its own, texts by whether they read as numbers. Dates count as categories. */
export async function columnTypes(engine: Engine, source: FileSource): Promise<FileColumn[]> {
  if (source.format.typed) return source.fields.map(({ name, type }) => ({ name, ...typedColumn(type) }))
  const shares = source.fields.map(({ name }, index) => {
    const column = identifier(name)
    return `countIf(NOT ${absent(column)}) present_${index}, countIf(isNotNull(toFloat64OrNull(${column}))) numbers_${index}`
  })
  const [counts] = await named(source.path, engine.read<Record<string, string>>(`SELECT ${shares.join(', ')} FROM ${table(source)} ${reading}`))
  return source.fields.map(({ name }, index) => {
    const present = Number(counts?.[`present_${index}`] ?? 0)
    const numbers = Number(counts?.[`numbers_${index}`] ?? 0)
    const numeric = present > 0 && numbers >= numericShareMin * present
    return { name, type: numeric ? 'numeric' : 'category', reason: `${numbers} of ${present} values read as numbers` }
  })
}

function typedColumn(type: string): { type: ColumnType; reason: string } {
  const numeric = /^(Nullable\()?(U?Int|Float|Decimal)/.test(type)
  return { type: numeric ? 'numeric' : 'category', reason: `stored as ${type}` }
}

/** One value of a row table. A NaN literal twice in a statement becomes one, so bits are chosen and turned into a number once. */
function valueOf(name: string, type: ColumnType): string {
  const column = identifier(name)
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
  const has = new Set(source.fields.map(({ name }) => name))
  const definitions = columns.map(({ physical, type }) => `${physical} ${type === 'numeric' ? 'Float64' : 'LowCardinality(String)'}`)
  await engine.write(`CREATE OR REPLACE TABLE ${into} (ts DateTime64(9, 'UTC'), ${definitions.join(', ')}) ENGINE = MergeTree ORDER BY ts`)
  const values = columns.map(({ name, physical, type }) => `${has.has(name) ? valueOf(name, type) : missingOf(type)} AS ${physical}`)
  const at = time === null ? `toDateTime64(0, 9, 'UTC')` : `parseDateTime64BestEffort(assumeNotNull(toString(${identifier(time)})), 9, 'UTC')`
  const names = ['ts', ...columns.map(({ physical }) => physical)]
  await named(
    source.path,
    engine.write(`INSERT INTO ${into} (${names.join(', ')}) SELECT ${[`${at} AS ts`, ...values].join(', ')} FROM ${table(source)} ${reading}`),
  )
  const [count] = await engine.read<{ rows: string }>(`SELECT count() rows FROM ${into}`)
  return Number(count?.rows ?? 0)
}

const missingOf = (type: ColumnType): string => (type === 'numeric' ? `reinterpretAsFloat64(toUInt64(${absentBits.missing}))` : textLiteral(absentText.missing))
