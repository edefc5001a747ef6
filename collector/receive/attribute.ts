import type { Value } from './records.ts'
import { type Refusal, refusal } from './refusal.ts'

/** Longest name or id that is taken, characters. */
const nameCharactersMax = 512

/** Text, or a number as text: SDKs send version "3" as the integer 3. Undefined for anything else. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return undefined
}

/** Names go into keys and ids: no NUL, which marks nulls in tables, and not without end. Quoted names keep control characters out of messages. */
export function nameProblem(name: string, text: string): Refusal | undefined {
  if (text.length > nameCharactersMax) return refusal('size', `${name} has more than ${nameCharactersMax} characters`)
  if (text.includes('\0')) return refusal('type', `${name} holds a NUL character`)
  return undefined
}

/** A foreign name for a message: quoted, escaped, cut. */
export const quoted = (name: string): string => JSON.stringify(name.length > 64 ? `${name.slice(0, 64)}…` : name)
