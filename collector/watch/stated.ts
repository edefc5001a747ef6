import { detectorNames } from '../../contract/index.ts'
import type { Constraints } from './constraints.ts'

/** Settings of one detector, as far as constraints state them. */
type Stated = Readonly<Record<string, unknown>>

/** Share of values that may be missing where completeness 1 − x is wanted; exact to 12 digits, so that 1 − 0.9 is 0.1. */
const complement = (share: number): number => Number((1 - share).toFixed(12))

/** The detectors that constraints turn into rules, by name. Suggestions turn none: what was learned is judged within the budget of false alarms. */
export function statedBy({ completeness, type, range, domain }: Constraints): ReadonlyMap<string, Stated> {
  const stated = new Map<string, Stated>()
  if (holds(completeness)) stated.set(detectorNames.missing, { limit: complement(completeness.minimum) })
  if (holds(type)) stated.set(detectorNames.type, { limit: type.wrong })
  if (holds(range)) stated.set(detectorNames.domain, { minimum: range.minimum, maximum: range.maximum, limit: range.outside })
  if (holds(domain)) stated.set(detectorNames.domain, { ...stated.get(detectorNames.domain), values: domain.values, limit: domain.outside })
  return stated
}

const holds = <One extends { readonly origin?: string }>(constraint: One | null | undefined): constraint is One =>
  constraint !== null && constraint !== undefined && constraint.origin !== 'suggested'
