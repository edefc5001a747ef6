import { Failure } from '../../contract/index.ts'

import { type NamedFile, type TextHead, textHead } from './file-head.ts'

/** How a file of separated values is written. */
export interface Dialect {
  readonly delimiter: string
  /** Some column has numbers such as 1,5. */
  readonly decimalComma: boolean
  /** As the header says, an empty name replaced by its position. */
  readonly names: readonly string[]
  /** What a reader of numbers should know. */
  readonly notes: readonly string[]
}

const delimiters: ReadonlyMap<string, string> = new Map([
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
])
/** Records that are looked at. */
const recordsMax = 1000
/** Columns that one statement can name. */
const columnsMax = 10_000

/**
 * Finds how a file is written from its beginning: what stands between its values, whether its numbers have a comma, and its header.
 *
 * @throws Failure BAD_REQUEST for no header, a name that stands twice, over 10,000 columns, or a row of another length than the header
 */
export function readDialect(file: NamedFile): Dialect {
  const head = textHead(file)
  const { delimiter, records } = mostLikely(head)
  const names = namesOf(records[0] ?? [], file)
  const rows = records.slice(1)
  refuseRagged(rows, names.length, file)
  const { decimalComma, unclear } = commasOf(rows, names)
  const notes = [
    ...(delimiter === ',' ? [] : [`${file.name}: values are separated by ${delimiters.get(delimiter)}`]),
    ...(decimalComma ? [`${file.name}: numbers are written with a decimal comma`] : []),
    ...unclear.map(name => `${file.name}: numbers of column ${name} such as 1,234 may be 1.234 or 1234, and were read as texts`),
  ]
  return { delimiter, decimalComma, names, notes }
}

interface Split {
  readonly delimiter: string
  readonly records: readonly (readonly string[])[]
}

/** The delimiter that splits the header, and with it most rows alike; of two, the one that makes more columns. A comma where none does. */
function mostLikely(head: TextHead): Split {
  const splits = [...delimiters.keys()].map(delimiter => split(head, delimiter))
  const fit = ({ records: [header = [], ...rows] }: Split): number => {
    if (header.length < 2) return 0
    const alike = rows.filter(row => row.length === header.length).length
    return (rows.length === 0 ? 1 : alike / rows.length) + header.length * 1e-6
  }
  return splits.reduce((best, one) => (fit(one) > fit(best) ? one : best))
}

/** Records of a text: quoted values may hold delimiters, line breaks and doubled quotes. The last one is left out where the text may end within it. */
function split({ text, cut }: TextHead, delimiter: string): Split {
  const records: string[][] = []
  let at = 0
  while (at < text.length && records.length < recordsMax) {
    const { record, next, whole } = recordAt(text, at, delimiter)
    if (cut && !whole) break
    if (record.length > 1 || record[0] !== '') records.push(record)
    at = next
  }
  return { delimiter, records }
}

interface RecordAt {
  readonly record: string[]
  /** Where the next one begins. */
  readonly next: number
  /** A line break ends it. */
  readonly whole: boolean
}

function recordAt(text: string, start: number, delimiter: string): RecordAt {
  const record: string[] = []
  let at = start
  for (;;) {
    const { value, end } = text[at] === '"' ? quotedAt(text, at) : plainAt(text, at, delimiter)
    record.push(value)
    if (text[end] === delimiter) at = end + 1
    else return { record, next: lineEnd(text, end), whole: end < text.length }
  }
}

interface ValueAt {
  readonly value: string
  /** Of the delimiter or line break behind it, or of the text. */
  readonly end: number
}

function plainAt(text: string, start: number, delimiter: string): ValueAt {
  let end = start
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++
  return { value: text.slice(start, end), end }
}

function quotedAt(text: string, start: number): ValueAt {
  let end = text.indexOf('"', start + 1)
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2)
  if (end < 0) return { value: text.slice(start + 1), end: text.length }
  return { value: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 }
}

const lineEnd = (text: string, at: number): number => at + (text.startsWith('\r\n', at) ? 2 : 1)

function namesOf(header: readonly string[], { name: file }: NamedFile): string[] {
  if (header.length === 0) throw new Failure('BAD_REQUEST', `${file} is empty or has no header in its first bytes`)
  if (header.length > columnsMax) throw new Failure('BAD_REQUEST', `${file} has ${header.length} columns; at most ${columnsMax} can be read`)
  const names = header.map((name, index) => name || `column ${index + 1}`)
  const seen = new Set<string>()
  for (const name of names) {
    // Nobody could say which is meant.
    if (seen.has(name)) throw new Failure('BAD_REQUEST', `${file}: the header names ${name} twice; rename one`)
    seen.add(name)
  }
  return names
}

function refuseRagged(rows: Split['records'], columns: number, { name: file }: NamedFile): void {
  const wrong = rows.find(row => row.length !== columns)
  if (!wrong) return
  throw new Failure('BAD_REQUEST', `${file}: row ${rows.indexOf(wrong) + 1} and the header differ in length: ${wrong.length} and ${columns}`)
}

const commaNumber = /^[+-]?\d+(,\d+)?$/
const thousands = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/

/** Whether some column can only be numbers with a decimal comma, and columns of which that cannot be told. */
function commasOf(rows: Split['records'], names: readonly string[]): { decimalComma: boolean; unclear: string[] } {
  const unclear: string[] = []
  let decimalComma = false
  for (const [index, name] of names.entries()) {
    const values = rows.map(row => row[index] ?? '').filter(value => value !== '')
    const commas = values.filter(value => value.includes(','))
    if (commas.length === 0 || !values.every(value => commaNumber.test(value) || thousands.test(value))) continue
    if (commas.some(value => !thousands.test(value))) decimalComma = true
    else unclear.push(name)
  }
  return { decimalComma, unclear: decimalComma ? [] : unclear }
}
