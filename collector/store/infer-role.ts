import {
  type Column,
  type ColumnContent,
  type ColumnRole,
  type ColumnSide,
  type ColumnType,
  hardlyRepeats,
  type ModelDeclaration,
} from '../../contract/index.ts'

export interface InferredRole {
  readonly role: ColumnRole
  readonly reason: string
}

/** A column whose type is known and whose role is asked for. */
export type Unjudged = Pick<Column, 'name' | 'type' | 'side' | 'vectors'>

const words = {
  score: /(^|_)(score|scores|prob|proba|probability|confidence|likelihood|risk)$/,
  number: /^(p|y_hat|yhat|prediction|predicted|predict|y_pred|forecast|estimate|value|output|result|target|variable)(_\d+)?$/,
  class: /(^|_)(class|label|decision|category|verdict|class_name)$/,
  answer: /^(prediction|predicted|predict|y_pred|output|result|target)(_\d+)?$/,
  clock:
    /^(is_)?(hour|weekday|weekend|day|day_of_week|day_of_month|day_of_year|dow|week|month|quarter|year|minute|second|date|time|datetime|timestamp)(_of_day|_of_week)?$/,
  identifier: /(^|_)(id|uuid|guid)$/,
  moment: /(^|_)(at|on|date|time|datetime|timestamp|ts|epoch|created|updated|since|until)$/,
} as const

/** `riskScore`, `risk-score` and `risk score` are all `risk_score`. */
const spelled = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')

/** Roles of all columns of a schema: as declared, else as their names, types and company suggest. At most one score and one class. */
export function inferRoles(columns: readonly Unjudged[], declaration: ModelDeclaration): Map<Unjudged, InferredRole> {
  const roles = new Map<Unjudged, InferredRole>()
  for (const column of columns) {
    const known = declaredRole(column, declaration) ?? (column.side === 'input' ? inputRole(column) : undefined)
    if (known) roles.set(column, known)
  }
  const open = columns.filter(column => !roles.has(column))
  for (const role of ['score', 'class'] as const) {
    if ([...roles.values()].some(one => one.role === role)) continue
    const found = pick(open, role)
    if (found) roles.set(found.column, { role, reason: found.reason })
  }
  for (const column of open) if (!roles.has(column)) roles.set(column, { role: 'output', reason: 'an output that is neither score nor class' })
  return roles
}

function declaredRole({ name, side }: Unjudged, declaration: ModelDeclaration): InferredRole | undefined {
  if (side === 'segment') return { role: 'segment', reason: 'sent as a segment' }
  const content = declaredContent(name, declaration)
  if (content === 'ignore' || declaration.ignore?.includes(name)) return declared('ignore')
  return side === 'output' ? declaredOutput(name, declaration) : (declaredInput(name, declaration) ?? contentRole(content))
}

const declaredOutput = (name: string, { score, class: verdict }: ModelDeclaration): InferredRole | undefined =>
  name === score ? declared('score') : name === verdict ? declared('class') : undefined

function declaredInput(name: string, { entity, context }: ModelDeclaration): InferredRole | undefined {
  if (name === entity) return declared('entity')
  return context?.includes(name) ? declared('context') : undefined
}

/** What hardly repeats is no feature: a time follows the clock, an identifier is not judged as a value. Of texts and vectors derived columns are. */
function contentRole(content: ColumnContent | undefined): InferredRole | undefined {
  if (content === undefined || !hardlyRepeats(content) || content === 'text' || content === 'embedding') return undefined
  return { role: content === 'timestamp' ? 'context' : 'ignore', reason: `declared to hold ${content}s` }
}

/** What a person said that a column holds; `category` is another word for categorical. */
export function declaredContent(name: string, { types }: ModelDeclaration): ColumnContent | undefined {
  const said = types && Object.hasOwn(types, name) ? types[name] : undefined
  return said === 'category' ? 'categorical' : said
}

const declared = (role: ColumnRole): InferredRole => ({ role, reason: 'declared' })

function inputRole({ name }: Unjudged): InferredRole {
  const word = spelled(name)
  if (words.identifier.test(word)) return { role: 'ignore', reason: 'named like an identifier' }
  if (words.clock.test(word)) return { role: 'context', reason: 'named like a clock' }
  return { role: 'feature', reason: 'an input, so a feature' }
}

const typeOf: Record<'score' | 'class', ColumnType> = { score: 'numeric', class: 'category' }

function pick(open: readonly Unjudged[], role: 'score' | 'class'): { readonly column: Unjudged; readonly reason: string } | undefined {
  const fitting = open.filter(column => column.type === typeOf[role] && !column.vectors)
  for (const word of role === 'score' ? [words.score, words.number] : [words.class, words.answer]) {
    const named = fitting.find(column => word.test(spelled(column.name)))
    if (named) return { column: named, reason: `named like a ${role}` }
  }
  const [only] = fitting
  return only && fitting.length === 1 ? { column: only, reason: `the only output of ${role === 'score' ? 'numbers' : 'texts'}` } : undefined
}

/** An output of whole numbers that is named like a class is one, and classes are texts. */
export const namedLikeClass = (name: string, side: ColumnSide): boolean => side === 'output' && words.class.test(spelled(name))

export const namedLikeIdentifier = (name: string): boolean => words.identifier.test(spelled(name))
export const namedLikeMoment = (name: string): boolean => words.moment.test(spelled(name))
