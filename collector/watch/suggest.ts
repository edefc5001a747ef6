import type { ColumnProfile } from './baseline.ts'
import type { Constraints } from './constraints.ts'

/** A column of more values than these has no closed vocabulary. */
const domainMax = 20
/** Fewer rows to a value are too few to call its vocabulary closed. */
const rowsPerValueMin = 10

/**
 * What the rows of a baseline suggest as constraints, for a person to edit.
 *
 *   completeness = rows with a value ÷ rows;   range: not negative where no value is, 0 to 1 for flags and for scores that stay there
 *   domain = all values, of a category with at most 20 of them and 10 rows to a value;   type = share of wrong values;   uniqueness of identifiers
 *
 * A column without rows suggests nothing.
 * Source: Schelter et al. (2018), Automating large-scale data quality verification, VLDB 11, as in Deequ's suggestion rules.
 */
export function suggest(profile: Omit<ColumnProfile, 'constraints'>): Constraints {
  const { rows, missing, wrong, content } = profile
  const present = rows - missing
  if (present <= 0) return {}
  const origin = 'suggested' as const
  const [range, domain] = [rangeOf(profile), domainOf(profile)]
  return {
    completeness: { minimum: present / rows, origin },
    type: { wrong: wrong / present, origin },
    ...(range ? { range: { ...range, outside: 0, origin } } : {}),
    ...(domain ? { domain: { values: domain, outside: 0, origin } } : {}),
    ...(content === 'identifier' && profile.category ? { uniqueness: { minimum: Math.min(1, profile.category.distinct / (present - wrong)), origin } } : {}),
  }
}

function rangeOf({ role, content, numeric }: Omit<ColumnProfile, 'constraints'>): { minimum: number; maximum: number | null } | null {
  const { lo, hi } = numeric ?? {}
  if (lo === null || lo === undefined || hi === null || hi === undefined || lo < 0) return null
  return { minimum: 0, maximum: content === 'boolean' || (role === 'score' && hi <= 1) ? 1 : null }
}

function domainOf({ content, category, rows, missing, wrong }: Omit<ColumnProfile, 'constraints'>): string[] | null {
  if (!category || (content !== 'categorical' && content !== 'boolean')) return null
  const { distinct, top } = category
  const closed = distinct > 0 && distinct <= Math.min(domainMax, top.length) && distinct * rowsPerValueMin <= rows - missing - wrong
  return closed ? top.map(([text]) => text).sort() : null
}
