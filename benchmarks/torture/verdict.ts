import type { TortureCase } from './cases.ts'

/** What a tool said of two files: the columns on which it alarms and those of which it says nothing, or its complaint. */
export type Said = { readonly alarms: readonly string[]; readonly silent: readonly string[] } | { readonly error: string }

export interface Outcome {
  /** `silent`: nothing is said where something changed. `crashed`: a complaint that does not say what is wrong. */
  readonly kind: 'right' | 'wrong' | 'silent' | 'crashed'
  readonly why: string
}

const namesMax = 3
const listed = (names: readonly string[]): string => (names.length > namesMax ? `${names.length} columns` : names.join(', '))

export function outcomeOf({ changed, either = [], refusal }: TortureCase, said: Said): Outcome {
  if ('error' in said) return refusal?.names.test(said.error) ? { kind: 'right', why: 'refuses' } : { kind: 'crashed', why: said.error }
  return refusal?.must ? { kind: 'wrong', why: 'takes it' } : ofVerdicts(changed, either, said)
}

function ofVerdicts(changed: readonly string[], either: readonly string[], said: Exclude<Said, { readonly error: string }>): Outcome {
  const invented = said.alarms.filter(name => !changed.includes(name) && !either.includes(name))
  if (invented.length > 0) return { kind: 'wrong', why: `alarms on ${listed(invented)}` }
  const unsaid = changed.filter(name => !said.alarms.includes(name))
  const missed = unsaid.filter(name => !said.silent.includes(name))
  if (missed.length > 0) return { kind: 'wrong', why: `misses ${listed(missed)}` }
  return unsaid.length > 0 ? { kind: 'silent', why: listed(unsaid) } : { kind: 'right', why: changed.length > 0 ? 'finds it' : 'calm' }
}
