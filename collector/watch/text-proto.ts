import { Failure } from '../../contract/index.ts'

/** A message in protobuf's text format: every field with all its values, in their order. */
export type Message = ReadonlyMap<string, readonly Value[]>
export type Value = string | number | boolean | Message

const token = /\s*(?:#[^\n]*\n?\s*)*(?:(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<word>[A-Za-z0-9_.+-]+)|(?<mark>[{}<>[\]:,;]))/y
const depthMax = 64

interface Reader {
  readonly tokens: readonly { readonly kind: 'text' | 'word' | 'mark'; readonly said: string; readonly at: number }[]
  next: number
  readonly source: string
}

/**
 * Reads protobuf's text format without a schema: scalars, strings with escapes, nested messages in {} or <>, lists in [], comments.
 *
 * @throws Failure BAD_REQUEST with the line where it breaks off
 */
export function readTextProto(source: string): Message {
  const reader: Reader = { tokens: tokensOf(source), next: 0, source }
  const message = readFields(reader, '', 0)
  if (reader.next < reader.tokens.length) throw broken(reader)
  return message
}

function tokensOf(source: string): Reader['tokens'] {
  const tokens: { kind: 'text' | 'word' | 'mark'; said: string; at: number }[] = []
  token.lastIndex = 0
  const end = source.replace(/(\s|#[^\n]*)*$/, '').length
  while (token.lastIndex < end) {
    const at = token.lastIndex
    const groups = token.exec(source)?.groups
    if (!groups) throw brokenAt(source, at)
    const [kind, said] = (['text', 'word', 'mark'] as const).map(one => [one, groups[one]] as const).find(([, found]) => found !== undefined) ?? ['mark', '']
    tokens.push({ kind, said: said ?? '', at })
  }
  return tokens
}

function readFields(reader: Reader, closing: string, depth: number): Message {
  if (depth > depthMax) throw broken(reader)
  const fields = new Map<string, Value[]>()
  while (reader.next < reader.tokens.length && !isMark(reader, closing)) {
    const name = take(reader, 'word')
    skip(reader, ':')
    const values = fields.get(name) ?? []
    fields.set(name, values)
    if (skip(reader, '[')) readList(reader, values, depth)
    else values.push(readValue(reader, depth))
    if (!skip(reader, ',')) skip(reader, ';')
  }
  if (closing !== '' && !skip(reader, closing)) throw broken(reader)
  return fields
}

function readList(reader: Reader, values: Value[], depth: number): void {
  while (!skip(reader, ']')) {
    values.push(readValue(reader, depth))
    skip(reader, ',')
  }
}

function readValue(reader: Reader, depth: number): Value {
  if (skip(reader, '{')) return readFields(reader, '}', depth + 1)
  if (skip(reader, '<')) return readFields(reader, '>', depth + 1)
  const found = reader.tokens[reader.next]
  if (found?.kind === 'text') return readTexts(reader)
  return scalar(take(reader, 'word'))
}

/** Adjacent strings are one. */
function readTexts(reader: Reader): string {
  let text = ''
  while (reader.tokens[reader.next]?.kind === 'text') text += unescaped(take(reader, 'text').slice(1, -1))
  return text
}

function scalar(word: string): Value {
  if (word === 'true' || word === 'false') return word === 'true'
  const value = Number(word.replace(/(?<=[\d.])f$/, '').replace(/^(-?)inf(inity)?$/i, '$1Infinity'))
  return Number.isNaN(value) ? word : value
}

const simple = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
])

/** Escapes are of bytes, and the bytes are UTF-8. */
function unescaped(text: string): string {
  const bytes: number[] = []
  for (const [, code, plain] of text.matchAll(/\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[\s\S])|([^\\]+)/g)) {
    if (plain !== undefined) bytes.push(...Buffer.from(plain))
    else if (code !== undefined && /^x./.test(code)) bytes.push(Number.parseInt(code.slice(1), 16))
    else if (code !== undefined && /^[0-7]/.test(code)) bytes.push(Number.parseInt(code, 8) & 0xff)
    else bytes.push(...Buffer.from(simple.get(code ?? '') ?? code ?? ''))
  }
  return Buffer.from(bytes).toString('utf8')
}

const isMark = (reader: Reader, mark: string): boolean => {
  const found = reader.tokens[reader.next]
  return found?.kind === 'mark' && found.said === mark
}

function skip(reader: Reader, mark: string): boolean {
  if (!isMark(reader, mark)) return false
  reader.next += 1
  return true
}

function take(reader: Reader, kind: 'text' | 'word'): string {
  const found = reader.tokens[reader.next]
  if (found?.kind !== kind) throw broken(reader)
  reader.next += 1
  return found.said
}

const broken = ({ tokens, next, source }: Reader): Failure => brokenAt(source, tokens[next]?.at ?? source.length)
const brokenAt = (source: string, at: number): Failure => {
  const from = at + (/^\s*/.exec(source.slice(at))?.[0].length ?? 0)
  return new Failure('BAD_REQUEST', `The text proto breaks off in line ${source.slice(0, from).split('\n').length}`)
}
