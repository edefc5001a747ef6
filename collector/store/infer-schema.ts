import { type Column, type ColumnSide, type ModelDeclaration, type ModelSchema, storedAs, type Values } from '../../contract/index.ts'
import { declaredContent, type InferredRole, inferRoles, namedLikeClass, type Unjudged } from './infer-role.ts'
import { inferPositive, inferTask, type OutputEvidence } from './infer-task.ts'
import { type InferredType, inferType, kindOf } from './infer-type.ts'

/** A column as some inference carried it, with the first of its values. */
export interface ObservedColumn {
  readonly name: string
  readonly side: ColumnSide
  readonly values: Values
}

/** What was seen of a model version. */
export interface Observation {
  readonly model: string
  readonly version: string
  readonly columns: readonly ObservedColumn[]
  /** As the sender calls it, or null. */
  readonly task: string | null
  /** Some row has another weight than 1. */
  readonly weighted: boolean
}

export interface SchemaBounds {
  readonly columnsMax: number
  /** False when the version has as many schemas as it may have: further columns stay in the spill map. */
  readonly mayGrow: boolean
}

/** `number` is 0 where a new table is needed; whoever stores it gives the number. */
export interface InferredSchema {
  readonly schema: ModelSchema
  readonly change: 'none' | 'revision' | 'table'
}

type Known = Pick<Column, 'name' | 'side' | 'type' | 'vectors'> & { readonly index: number; readonly pending: boolean; readonly reason: string }

const keyOf = (column: { readonly side: ColumnSide; readonly name: string }): string => `${column.side}\0${column.name}`
const segmentsMax = 8

/**
 * The schema of a model version after an observation. Columns are only ever added: one that is not sent any more is missing, which is worth an alarm.
 * Types: declared, else what the first present values are; a column without any stays `pending` (the table holds it in both types), so that rare
 * values do not ask for a new table. Lists of numbers are vectors, stored as texts.
 * Columns that hold other lists or objects, or exceed the bounds, have no place here: their values spill.
 */
export function inferSchema(seen: Observation, declaration: ModelDeclaration, before: ModelSchema | null, bounds: SchemaBounds): InferredSchema {
  const known = (before?.columns ?? []).map(column => asKnown(column))
  const columns = retype([...decide(known, seen), ...added(known, seen, before === null || bounds.mayGrow ? bounds.columnsMax : 0)], declaration)
  const table = before === null || columns.length > known.length || columns.some((column, at) => retyped(column, known[at]))
  const schema = complete(columns, seen, declaration, before)
  if (table) return { schema: { ...schema, number: 0 }, change: 'table' }
  return { schema, change: JSON.stringify(schema) === JSON.stringify(before) ? 'none' : 'revision' }
}

/** What a column brings along from the schema before; the first part of its reason speaks of the type. */
const asKnown = ({ name, side, type, physical, pending, reason, vectors }: Column): Known => ({
  name,
  side,
  type,
  ...(vectors ? { vectors } : {}),
  index: Number(physical.slice(2)),
  pending: pending === true,
  reason: reason.split('; ')[0] as string,
})

const retyped = (after: Known, known: Known | undefined): boolean => known !== undefined && !known.pending && known.type !== after.type

/** Pending columns of which a value has come. */
function decide(known: readonly Known[], seen: Observation): readonly Known[] {
  const observed = new Map(seen.columns.map(column => [keyOf(column), column]))
  return known.map(column => {
    const now = column.pending ? observed.get(keyOf(column)) : undefined
    const found = now && typeOf(now, seen.task)
    return found && found.type !== null ? { ...column, ...found, type: found.type, pending: false } : column
  })
}

function added(known: readonly Known[], seen: Observation, columnsMax: number): readonly Known[] {
  const names = new Set(known.map(keyOf))
  let index = Math.max(0, ...known.map(column => column.index))
  const fresh: Known[] = []
  for (const column of seen.columns) {
    if (names.has(keyOf(column)) || index >= columnsMax || holdsOthers(column.values)) continue
    names.add(keyOf(column))
    const found = typeOf(column, seen.task)
    fresh.push({ name: column.name, side: column.side, ...found, type: found.type ?? 'numeric', index: ++index, pending: found.type === null })
  }
  return fresh
}

const holdsOthers = (values: Values): boolean => {
  const present = values.filter(value => value !== null && value !== undefined)
  return present.length > 0 && present.every(value => kindOf(value) === null)
}

function typeOf({ name, side, values }: ObservedColumn, task: string | null): InferredType {
  if (side === 'segment') return { type: 'category', reason: 'segments are texts' }
  const found = inferType(values)
  if (found.type !== 'numeric' || !values.every(value => value === null || Number.isInteger(value))) return found
  if (namedLikeClass(name, side)) return { type: 'category', reason: 'whole numbers named like a class' }
  return side === 'output' && task?.endsWith('_classification') ? { type: 'category', reason: 'whole numbers answering a classification' } : found
}

/** A person's word on types. Whatever splits or names rows is a category. */
function retype(columns: readonly Known[], declaration: ModelDeclaration): readonly Known[] {
  const texts = new Set([...(declaration.segments ?? []), ...(declaration.groups ?? []).map(group => group.column)])
  return columns.map(column => {
    const said = storedAs(declaredContent(column.name, declaration) ?? '')
    const splits = column.side === 'output' ? column.name === declaration.class : texts.has(column.name)
    const type = said ?? (splits ? 'category' : undefined)
    if (type === undefined || (type === column.type && !column.pending)) return column
    return { ...column, type, pending: false, reason: said ? 'declared type' : 'declared as what splits or names rows' }
  })
}

function complete(known: readonly Known[], seen: Observation, declaration: ModelDeclaration, before: ModelSchema | null): ModelSchema {
  const roles = inferRoles(known, declaration)
  const segments = segmentsOf(known, declaration)
  const evidence = evidenceOf(roles, seen)
  return {
    model: seen.model,
    version: seen.version,
    number: before?.number ?? 0,
    task: taskOf(seen, declaration, before, evidence),
    columns: known.map(column => toColumn(column, roles.get(column) as InferredRole, segments.has(column))),
    positive: inferPositive(declaration, before?.positive ?? null, evidence),
    label: declaration.label ?? null,
    groups: (declaration.groups ?? []).map(({ column, advantaged }) => ({ column, advantaged })),
    weighted: seen.weighted || before?.weighted === true,
  }
}

/** Declared, else what it was, else as the sender calls it, else as the outputs look. */
function taskOf(seen: Observation, declaration: ModelDeclaration, before: ModelSchema | null, evidence: OutputEvidence): string {
  if (declaration.task) return declaration.task
  return (before && before.task !== 'other' ? before.task : null) ?? (seen.task || inferTask(evidence)) ?? 'other'
}

function toColumn(column: Known, { role, reason }: InferredRole, segment: boolean): Column {
  const { name, side, type, index, pending, vectors } = column
  return {
    name,
    physical: `${type === 'numeric' ? 'f' : 'c'}_${index}`,
    type,
    side,
    role,
    reason: `${column.reason}; ${reason}`,
    segment,
    ...(pending ? { pending: true as const } : {}),
    ...(vectors && type === 'category' ? { vectors } : {}),
  }
}

/** Declared ones first, then those that were sent as segments, eight in all. */
function segmentsOf(columns: readonly Known[], declaration: ModelDeclaration): ReadonlySet<Known> {
  const declared = (declaration.segments ?? []).flatMap(name => columns.filter(column => column.name === name && column.side !== 'output').slice(0, 1))
  const sent = columns.filter(column => column.side === 'segment')
  return new Set([...new Set([...declared, ...sent])].slice(0, segmentsMax))
}

function evidenceOf(roles: ReadonlyMap<Unjudged, InferredRole>, seen: Observation): OutputEvidence {
  const valuesOf = (role: 'score' | 'class'): Values => {
    const [found] = [...roles].find(([, one]) => one.role === role) ?? []
    return seen.columns.find(column => column.side === 'output' && column.name === found?.name)?.values ?? []
  }
  return { scores: valuesOf('score'), classes: valuesOf('class') }
}
