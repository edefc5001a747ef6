import { parse } from 'csv-parse/sync'
import { Failure, Label } from '../../contract/index.ts'
import { mediaTypeOf } from './answer.ts'
import { parseJson } from './json-text.ts'
import { type Refusal, refusal } from './refusal.ts'

/** One item of a body, by its position: what was read, or why it could not be. */
export type Found = { readonly item: unknown } | Refusal

type Reader = (body: Buffer, itemsMax: number) => Found[]

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['application/json', readJson],
  ['application/x-ndjson', readLines],
  ['application/ndjson', readLines],
  ['application/jsonl', readLines],
  ['text/csv', readCsv],
])

const lineCharactersMax = 65_536

/**
 * Reads the labels of a body: JSON `{"items": […]}`, NDJSON, or CSV whose header holds the names of the fields.
 *
 * @throws Failure UNSUPPORTED_MEDIA, BAD_REQUEST when nothing can be read, TOO_LARGE beyond `itemsMax` items
 */
export function readLabels(body: Buffer, contentType: string | undefined, itemsMax: number): Found[] {
  const reader = readers.get(mediaTypeOf(contentType))
  if (!reader) throw new Failure('UNSUPPORTED_MEDIA', `Content-Type must be one of ${[...readers.keys()].join(', ')}`)
  return reader(body, itemsMax)
}

function bounded(count: number, itemsMax: number): void {
  if (count > itemsMax) throw new Failure('TOO_LARGE', `The request holds more than ${itemsMax} labels`)
}

function readJson(body: Buffer, itemsMax: number): Found[] {
  const { items } = (parseJson(body) ?? {}) as { items?: unknown }
  if (!Array.isArray(items)) throw new Failure('BAD_REQUEST', 'The body must be {"items": [...]}')
  bounded(items.length, itemsMax)
  return items.map((item: unknown) => ({ item }))
}

/** A line that is not JSON is refused by its position; the others are taken. */
function readLines(body: Buffer, itemsMax: number): Found[] {
  const lines = body.toString('utf8').split('\n')
  const filled = lines.filter(line => line.trim() !== '')
  bounded(filled.length, itemsMax)
  return filled.map(readLine)
}

function readLine(line: string): Found {
  if (line.length > lineCharactersMax) return refusal('size', `The line has more than ${lineCharactersMax} characters`)
  try {
    return { item: parseJson(Buffer.from(line)) }
  } catch (cause) {
    if (cause instanceof Failure) return refusal('type', cause.message.replace('The body', 'The line'))
    throw cause
  }
}

const fields = Object.keys(Label.properties)

function readCsv(body: Buffer, itemsMax: number): Found[] {
  const lines = parseCsv(body)
  const [header, ...rows] = lines
  if (!header) throw new Failure('BAD_REQUEST', 'The CSV is empty; its first line must name the fields')
  const unknown = header.find(name => !fields.includes(name))
  if (unknown !== undefined)
    throw new Failure('BAD_REQUEST', `${JSON.stringify(unknown.slice(0, 64))} is not a field of a label; the header may name ${fields.join(', ')}`)
  bounded(rows.length, itemsMax)
  return rows.map(cells => toItem(header, cells))
}

function parseCsv(body: Buffer): string[][] {
  try {
    return parse(body, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, max_record_size: lineCharactersMax })
  } catch (cause) {
    const line = (cause as { lines?: unknown }).lines
    throw new Failure('BAD_REQUEST', `The CSV cannot be read${typeof line === 'number' ? ` at line ${line}` : ''}: a quote or a line has no end`, { cause })
  }
}

/** An empty cell is an absent field, except for the value, where it is a truth that is not known. */
function toItem(header: readonly string[], cells: readonly string[]): Found {
  if (cells.length !== header.length) return refusal('length', `The line has ${cells.length} cells, the header ${header.length}`)
  const pairs = header.map((name, index) => [name, toField(name, cells[index] ?? '')] as const)
  return { item: Object.fromEntries(pairs.filter(([, value]) => value !== undefined)) }
}

function toField(name: string, cell: string): unknown {
  if (cell === '') return name === 'value' ? null : undefined
  return name === 'row' && /^\d{1,10}$/.test(cell) ? Number(cell) : cell
}
