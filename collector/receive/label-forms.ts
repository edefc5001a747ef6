import { parse } from 'csv-parse/sync'
import { Failure, Label } from '../../contract/index.ts'
import { mediaTypeOf } from './answer.ts'
import { parseJson } from './json-text.ts'
import { type Refusal, refusal } from './refusal.ts'

/** One item of a body, by its position: what was read, or why it could not be. */
export type Found = { readonly item: unknown } | Refusal

type Reader = (body: Buffer, itemsMax: number) => Iterable<Found>

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['application/json', readJson],
  ['application/x-ndjson', readLines],
  ['application/ndjson', readLines],
  ['application/jsonl', readLines],
  ['text/csv', readCsv],
])

const lineBytesMax = 65_536
const [newline, carriageReturn] = [0x0a, 0x0d]

/**
 * Reads the labels of a body, one after the other: JSON `{"items": […]}`, NDJSON, or CSV whose header holds the names of the
 * fields. Nothing is built for what is beyond `itemsMax`, and empty lines may be as many as labels.
 *
 * @throws Failure UNSUPPORTED_MEDIA, BAD_REQUEST when nothing can be read, TOO_LARGE beyond `itemsMax` items; the last two also while it is read
 */
export function readLabels(body: Buffer, contentType: string | undefined, itemsMax: number): Iterable<Found> {
  const reader = readers.get(mediaTypeOf(contentType))
  if (!reader) throw new Failure('UNSUPPORTED_MEDIA', `Content-Type must be one of ${[...readers.keys()].join(', ')}`)
  return reader(body, itemsMax)
}

function bounded(count: number, itemsMax: number): void {
  if (count > itemsMax) throw new Failure('TOO_LARGE', `The request holds more than ${itemsMax} labels`)
}

function boundedLines(count: number, itemsMax: number): void {
  if (count > 2 * itemsMax + 1) throw new Failure('TOO_LARGE', `The request holds too many lines for ${itemsMax} labels`)
}

function* readJson(body: Buffer, itemsMax: number): Generator<Found> {
  // Labels hold no objects, so more than these belong to none.
  const { items } = (parseJson(body, 2 * itemsMax + 2) ?? {}) as { items?: unknown }
  if (!Array.isArray(items)) throw new Failure('BAD_REQUEST', 'The body must be {"items": [...]}')
  bounded(items.length, itemsMax)
  for (const item of items as unknown[]) yield { item }
}

/** A line that is not JSON is refused by its position; the others are taken. */
function* readLines(body: Buffer, itemsMax: number): Generator<Found> {
  let [items, lines] = [0, 0]
  for (const line of linesOf(body)) {
    boundedLines(++lines, itemsMax)
    if (isBlank(line)) continue
    bounded(++items, itemsMax)
    yield readLine(line)
  }
}

function* linesOf(body: Buffer): Generator<Buffer> {
  for (let start = 0; start < body.length; ) {
    const found = body.indexOf(newline, start)
    const end = found < 0 ? body.length : found
    yield body.subarray(start, end)
    start = end + 1
  }
}

/** Long lines are not: they are refused by their length. */
const isBlank = (line: Buffer): boolean => line.length <= lineBytesMax && line.toString('utf8').trim() === ''

function readLine(line: Buffer): Found {
  if (line.length > lineBytesMax) return refusal('size', `The line has more than ${lineBytesMax} bytes`)
  try {
    return { item: parseJson(line) }
  } catch (cause) {
    if (cause instanceof Failure) return refusal('type', cause.message.replace('The body', 'The line'))
    throw cause
  }
}

const fields = Object.keys(Label.properties)

function* readCsv(body: Buffer, itemsMax: number): Generator<Found> {
  measureLines(body, itemsMax)
  const [header, ...rows] = parseCsv(body, itemsMax + 2)
  checkHeader(header)
  bounded(rows.length, itemsMax)
  for (const cells of rows) yield toItem(header, cells)
}

/** Before the parser, which takes time that is quadratic in the length of a line of blanks. */
function measureLines(body: Buffer, itemsMax: number): void {
  let [lines, start] = [0, 0]
  for (let at = 0; at <= body.length; at++) {
    const byte = body[at] ?? newline
    if (byte !== newline && byte !== carriageReturn) continue
    if (at - start > lineBytesMax) throw new Failure('BAD_REQUEST', `The CSV has a line of more than ${lineBytesMax} bytes`)
    if (byte === newline) boundedLines(++lines, itemsMax)
    start = at + 1
  }
}

function checkHeader(header: readonly string[] | undefined): asserts header is readonly string[] {
  if (!header) throw new Failure('BAD_REQUEST', 'The CSV is empty; its first line must name the fields')
  const unknown = header.find(name => !fields.includes(name))
  if (unknown !== undefined)
    throw new Failure('BAD_REQUEST', `${JSON.stringify(unknown.slice(0, 64))} is not a field of a label; the header may name ${fields.join(', ')}`)
  if (new Set(header).size < header.length) throw new Failure('BAD_REQUEST', 'The header of the CSV names a field twice')
}

/** Cells beyond what a label can have are not kept, but for one, so that the line is known to be too long. */
function parseCsv(body: Buffer, linesMax: number): string[][] {
  try {
    return parse(body, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: lineBytesMax,
      to: linesMax,
      on_record: (cells: string[]) => cells.slice(0, fields.length + 1),
    })
  } catch (cause) {
    const line = (cause as { lines?: unknown }).lines
    throw new Failure('BAD_REQUEST', `The CSV cannot be read${typeof line === 'number' ? ` at line ${line}` : ''}: a quote or a line has no end`, { cause })
  }
}

/** An empty cell is an absent field, except for the value, where it is a truth that is not known. */
function toItem(header: readonly string[], cells: readonly string[]): Found {
  if (cells.length !== header.length) {
    const found = cells.length > fields.length ? `more than ${fields.length}` : cells.length
    return refusal('length', `The line has ${found} cells, the header ${header.length}`)
  }
  const pairs = header.map((name, index) => [name, toField(name, cells[index] ?? '')] as const)
  return { item: Object.fromEntries(pairs.filter(([, value]) => value !== undefined)) }
}

function toField(name: string, cell: string): unknown {
  if (cell === '') return name === 'value' ? null : undefined
  return name === 'row' && /^\d{1,10}$/.test(cell) ? Number(cell) : cell
}
