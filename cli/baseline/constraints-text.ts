import type { Constraints } from '../../collector/watch/constraints.ts'

const short = (value: number): string => String(Number(value.toPrecision(4)))
const domainShown = 3

/** What holds as a rule, with a word on who says so; suggestions are no rules, and only counted. */
export function constraintsText(constraints: Constraints): string {
  const entries = Object.values(constraints).filter(one => one !== null)
  const rules = Object.entries(constraints).flatMap(([kind, one]) =>
    one === null || one.origin === 'suggested' ? [] : [`${ruleText(kind, constraints)} (${one.origin ?? 'edited'})`],
  )
  const suggested = entries.length - rules.length
  return [...rules, ...(suggested > 0 ? [`${suggested} suggested`] : [])].join('; ')
}

function ruleText(kind: string, { completeness, range, domain, type, uniqueness }: Constraints): string {
  if (kind === 'completeness') return `complete in ${short(100 * (completeness?.minimum ?? 0))} %`
  if (kind === 'type') return `at most ${short(100 * (type?.wrong ?? 0))} % of the wrong type`
  if (kind === 'uniqueness') return `unique in ${short(100 * (uniqueness?.minimum ?? 0))} %`
  if (kind === 'range') return rangeText(range?.minimum ?? null, range?.maximum ?? null)
  const values = domain?.values ?? []
  return `one of ${values.slice(0, domainShown).join(', ')}${values.length > domainShown ? ` and ${values.length - domainShown} more` : ''}`
}

function rangeText(minimum: number | null, maximum: number | null): string {
  if (minimum === null) return maximum === null ? 'any number' : `at most ${short(maximum)}`
  return maximum === null ? `at least ${short(minimum)}` : `${short(minimum)} to ${short(maximum)}`
}
