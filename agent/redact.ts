import { createHmac } from 'node:crypto'
import { Failure, type Values } from '../contract/index.ts'
import { cellText } from './json-text.ts'
import type { AgentSettings } from './settings.ts'

type Treatment = 'drop' | 'hash'

/** Removes or hashes what must not leave the machine. */
export interface Redactor {
  /** Columns by name. */
  columns(columns: ReadonlyMap<string, Values>): ReadonlyMap<string, Values>
  /** Headers, names in lower case. */
  headers(head: ReadonlyMap<string, string>): ReadonlyMap<string, string>
}

/**
 * Hashes are HMAC-SHA256 over the value's text (numbers as JavaScript writes them, anything nested as JSON), cut to 128 bits, in hex:
 * equal values stay equal, and without the key nobody can try out candidates. Missing stays missing.
 *
 * @throws Failure CONFIG when something is to be hashed and there is no key
 */
export function buildRedactor({ fields, headers, key }: AgentSettings['redact']): Redactor {
  const treatments = new Map(Object.entries(fields))
  const headerTreatments = new Map(Object.entries(headers).map(([name, treatment]) => [name.toLowerCase(), treatment]))
  if (key === undefined && [...treatments.values(), ...headerTreatments.values()].includes('hash')) {
    throw new Failure('CONFIG', 'redact.key must be set because a field or header is to be hashed.')
  }
  const hashed = (value: unknown) => (value === null ? null : keyedHash(key ?? '', value))
  return {
    columns: columns => redact(columns, treatments, values => values.map(hashed)),
    headers: head => redact(head, headerTreatments, value => keyedHash(key ?? '', value)),
  }
}

function redact<Value>(
  entries: ReadonlyMap<string, Value>,
  treatments: ReadonlyMap<string, Treatment>,
  hashed: (value: Value) => Value,
): ReadonlyMap<string, Value> {
  if (treatments.size === 0) return entries
  const kept = new Map<string, Value>()
  for (const [name, value] of entries) {
    const treatment = treatments.get(name)
    if (treatment !== 'drop') kept.set(name, treatment === 'hash' ? hashed(value) : value)
  }
  return kept
}

function keyedHash(key: string, value: unknown): string {
  return createHmac('sha256', key).update(cellText(value)).digest('hex').slice(0, 32)
}
