import { limits } from '../../contract/index.ts'
import type { Value } from './records.ts'
import { type Refusal, refusal } from './refusal.ts'

/** Text, or a number as text: SDKs send version "3" as the integer 3. Undefined for anything else. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return undefined
}

/** Names go into keys: no NUL, which marks nulls in tables, and not without end. Quoted names keep control characters out of messages. */
export const nameProblem = (name: string, text: string): Refusal | undefined => textProblem(name, text, limits.nameCharactersMax)

export const idProblem = (name: string, text: string): Refusal | undefined => textProblem(name, text, limits.idCharactersMax)

function textProblem(name: string, text: string, charactersMax: number): Refusal | undefined {
  if (text.length > charactersMax) return refusal('size', `${name} has more than ${charactersMax} characters`)
  if (text.includes('\0')) return refusal('type', `${name} holds a NUL character`)
  return undefined
}

/** A foreign name for a message: quoted, escaped, cut. */
export const quoted = (name: string): string => JSON.stringify(name.length > 64 ? `${name.slice(0, 64)}…` : name)
