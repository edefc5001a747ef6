import { resolve } from 'node:path'
import { Failure } from '../../contract/index.ts'
import type { Engine } from './engine.ts'
import { type Dialect, readDialect } from './file-dialect.ts'
import { type FileFormat, fileFormat } from './file-format.ts'

import { type NamedFile, textHead } from './file-head.ts'
import { quoted } from './statement.ts'

/** A file that was looked at and can be read. */
export interface FileSource extends NamedFile {
  readonly format: FileFormat
  /** In the order of the file. */
  readonly fields: readonly FileField[]
  /** Of a file of separated values. */
  readonly dialect: Dialect | null
}

export interface FileField {
  /** As people know it; data only. */
  readonly name: string
  /** As the engine knows it: of a CSV by position, because a header may be empty. */
  readonly field: string
  readonly type: string
}

/**
 * Looks at a file's columns. The engine must be embedded: a server reads its own disk, not ours.
 *
 * @param name  by which people know the file
 * @throws Failure BAD_REQUEST when it is not what its name says, is not UTF-8, or holds no columns
 */
export async function openFile(engine: Engine, path: string, name = path): Promise<FileSource> {
  const file = { path, name }
  const format = fileFormat(file)
  if (format.engineFormat === 'CSV') {
    const dialect = readDialect(file)
    return { ...file, format, dialect, fields: dialect.names.map((column, index) => ({ name: column, field: `c${index + 1}`, type: 'String' })) }
  }
  if (!format.typed) textHead(file)
  const found = await fieldsOf(engine, file, format)
  if (found.length === 0) throw new Failure('BAD_REQUEST', `${name} has no columns`)
  return { ...file, format, dialect: null, fields: found.map(field => ({ name: field.name, field: field.name, type: field.type })) }
}

/** The engine describes a source only to whoever makes a table of it. */
async function fieldsOf(engine: Engine, file: NamedFile, { engineFormat }: FileFormat): Promise<{ name: string; type: string }[]> {
  const from = `file(${quoted(resolve(file.path))}, '${engineFormat}')`
  await named(file, engine.write(`CREATE OR REPLACE TABLE file_fields ENGINE = Memory EMPTY AS SELECT * FROM ${from} SETTINGS ${jsonReading}`))
  return engine.read(`SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = 'file_fields' ORDER BY position`)
}

/** Runs what reads a file. What the engine does not understand of it is the file's fault. */
export async function named<T>({ name, path }: NamedFile, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (cause instanceof Failure && !['BUG', 'STORE_UNAVAILABLE'].includes(cause.code)) throw cause
    const what = /\.gz$/i.test(path)
      ? 'is cut short or damaged, or holds rows that its header does not fit'
      : 'cannot be read as its name says; is it complete and not damaged?'
    throw new Failure('BAD_REQUEST', `${name} ${what}`, { cause })
  }
}

/** A foreign name as an identifier. */
export const identifier = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``

/**
 * A file as what stands behind FROM. Values of a text format are texts whose type we decide.
 *
 * @param needed  fields that are read; the others are passed over, so that a statement grows with what it asks for
 */
export function tableOf({ path, format, fields }: FileSource, needed: ReadonlySet<string>): string {
  const file = (structure: string): string => `file(${quoted(resolve(path))}, '${format.engineFormat}'${structure})`
  if (format.typed) return file('')
  // A CSV has its values by position, so that all must be named.
  const named = format.engineFormat === 'CSV' ? fields : fields.filter(({ field }) => needed.has(field))
  return file(`, ${quoted(named.map(({ field }) => `${identifier(field)} ${needed.has(field) ? 'Nullable(String)' : 'String'}`).join(', '))}`)
}

const jsonReading = `input_format_skip_unknown_fields = 1, ${['numbers', 'bools', 'objects', 'arrays'].map(kind => `input_format_json_read_${kind}_as_strings = 1`).join(', ')}`

/** The clause that a statement which reads the file ends with. */
export function readingOf({ dialect }: FileSource): string {
  if (!dialect) return `SETTINGS ${jsonReading}`
  return `SETTINGS format_csv_delimiter = ${quoted(dialect.delimiter)}, input_format_csv_allow_whitespace_or_tab_as_delimiter = 1, input_format_csv_detect_header = 0, input_format_csv_skip_trailing_empty_lines = 1, input_format_csv_skip_first_lines = 1`
}

/** A value as text, null where there is none; a decimal comma is a point. */
export function textOf({ dialect }: FileSource, { field }: Pick<FileField, 'field'>): string {
  const text = `toString(${identifier(field)})`
  return dialect?.decimalComma ? `replaceRegexpOne(${text}, '^([+-]?[0-9]+),([0-9]+)$', '\\\\1.\\\\2')` : text
}
