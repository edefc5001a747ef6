import { type ConstraintKind, type Constraints, constraintKinds } from '../../collector/watch/constraints.ts'

const short = (value: number): string => String(Number(value.toPrecision(4)))
const percent = (share: number): string => `${short(100 * share)} %`
const domainShown = 3

type Texts = { readonly [Kind in ConstraintKind]: (constraint: NonNullable<Constraints[Kind]>) => string }

const texts: Texts = {
  completeness: ({ minimum }) => `complete in ${percent(minimum)}`,
  range: ({ minimum, maximum }) => rangeText(minimum, maximum),
  domain: ({ values }) => `one of ${values.slice(0, domainShown).join(', ')}${values.length > domainShown ? ` and ${values.length - domainShown} more` : ''}`,
  type: ({ wrong }) => `at most ${percent(wrong)} of the wrong type`,
  uniqueness: ({ minimum }) => `unique in ${percent(minimum)}`,
}

function rangeText(minimum: number | null, maximum: number | null): string {
  if (minimum === null) return maximum === null ? 'any number' : `at most ${short(maximum)}`
  return maximum === null ? `at least ${short(minimum)}` : `${short(minimum)} to ${short(maximum)}`
}

/** What holds as a rule, with a word on who says so; suggestions are no rules, and only counted. */
export function constraintsText(constraints: Constraints): string {
  const { completeness, range, domain, type, uniqueness } = constraints
  const rules = [
    rule(completeness, texts.completeness),
    rule(range, texts.range),
    rule(domain, texts.domain),
    rule(type, texts.type),
    rule(uniqueness, texts.uniqueness),
  ]
  const suggested = constraintKinds.filter(kind => constraints[kind]?.origin === 'suggested').length
  return [...rules.filter(text => text !== ''), ...(suggested > 0 ? [`${suggested} suggested`] : [])].join('; ')
}

function rule<One extends { readonly origin?: string }>(constraint: One | null | undefined, text: (constraint: One) => string): string {
  if (constraint === undefined || constraint === null || constraint.origin === 'suggested') return ''
  return `${text(constraint)} (${constraint.origin ?? 'edited'})`
}
