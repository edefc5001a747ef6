import { createHmac } from 'node:crypto'
import { Failure, type Values } from '../contract/index.ts'
import { cellText, isObject } from './json-text.ts'
import type { AgentSettings } from './settings.ts'

type Treatment = 'drop' | 'hash'
type Treatments = ReadonlyMap<string, Treatment>

/** Removes or hashes what must not leave the machine. */
export interface Redactor {
  /**
   * Columns by name. What is said of a name also holds for the columns that were cut from it, and for the keys of objects within values.
   *
   * @param sources  what a column was cut from, by column
   */
  columns(columns: ReadonlyMap<string, Values>, sources?: ReadonlyMap<string, string>): ReadonlyMap<string, Values>
  /** Text that stood in a field of that name; null when it is dropped. */
  text(field: string, text: string | null): string | null
  /** Headers of a request or an answer, names in lower case. */
  headers(head: ReadonlyMap<string, string>): ReadonlyMap<string, string>
}

/**
 * Hashes are HMAC-SHA256 over the value's text (numbers as JavaScript writes them, anything nested as JSON), cut to 128 bits, in hex:
 * equal values stay equal, and without the key nobody can try out candidates. Missing stays missing.
 *
 * @throws Failure CONFIG when something is to be hashed and there is no key
 */
export function buildRedactor({ fields, headers, key }: AgentSettings['redact']): Redactor {
  const byField = new Map(Object.entries(fields))
  const byHeader = new Map(Object.entries(headers).map(([name, treatment]) => [name.toLowerCase(), treatment]))
  if (key === undefined && [...byField.values(), ...byHeader.values()].includes('hash')) {
    throw new Failure('CONFIG', 'redact.key must be set because a field or header is to be hashed.')
  }
  const hash = (value: unknown) => (value === null ? null : keyedHash(key ?? '', value))
  const within = redactionWithin(byField, hash)
  const onColumns = { hash: (values: Values) => values.map(hash), keep: (values: Values) => values.map(within) }
  const onTexts = { hash: (text: string) => keyedHash(key ?? '', text), keep: (text: string) => text }
  return {
    columns: (columns, sources) => (byField.size === 0 ? columns : redact(columns, columnTreatments(columns, byField, sources), onColumns)),
    text: (field, text) => (text === null ? null : (redact([[field, text]], byField, onTexts).get(field) ?? null)),
    headers: head => (byHeader.size === 0 ? head : redact(head, byHeader, onTexts)),
  }
}

interface Handling<Value> {
  readonly hash: (value: Value) => Value
  readonly keep: (value: Value) => Value
}

function redact<Value>(entries: Iterable<readonly [string, Value]>, treatments: Treatments, { hash, keep }: Handling<Value>): Map<string, Value> {
  const kept = new Map<string, Value>()
  for (const [name, value] of entries) {
    const treatment = treatments.get(name)
    if (treatment !== 'drop') kept.set(name, treatment === 'hash' ? hash(value) : keep(value))
  }
  return kept
}

/** The stricter of what is said of a column and of what it was cut from. */
function columnTreatments(columns: ReadonlyMap<string, Values>, byField: Treatments, sources?: ReadonlyMap<string, string>): Treatments {
  const treatments = new Map(byField)
  for (const name of columns.keys()) {
    const said = [name, sources?.get(name) ?? name].map(one => byField.get(one))
    const strictest = said.includes('drop') ? 'drop' : said.find(one => one !== undefined)
    if (strictest) treatments.set(name, strictest)
  }
  return treatments
}

/** Redacts the keys of objects, however deep within a value; a reader of JSON has bounded the depth. */
function redactionWithin(byField: Treatments, hash: (value: unknown) => unknown): (value: unknown) => unknown {
  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within)
    if (!isObject(value)) return value
    return Object.fromEntries(redact(Object.entries(value), byField, { hash, keep: within }))
  }
  return within
}

function keyedHash(key: string, value: unknown): string {
  return createHmac('sha256', key).update(cellText(value)).digest('hex').slice(0, 32)
}
