import type { FileColumn } from '../../collector/store/store.ts'
import type { Column, ColumnType, Detector } from '../../contract/index.ts'
import { Failure, hardlyRepeats, nearest } from '../../contract/index.ts'
import type { Side } from './side.ts'

/** What a person may say that a column holds: how it is stored, or texts and vectors, or nothing that is looked at. */
export type ToldType = ColumnType | 'text' | 'embedding' | 'ignore'

export interface Wishes {
  /** Columns to look at; null for all that either file has. */
  readonly only: readonly string[] | null
  readonly types: ReadonlyMap<string, ToldType>
  /** Columns that an option names for what they are: they must be there. */
  readonly named?: readonly string[]
  /** Named too, but not for what they hold. */
  readonly ordering?: readonly string[]
}

/** A column that is held against the reference. */
export interface PlannedColumn extends Column {
  /** Hardly a value comes twice, as with dates and identifiers: only whether one is there can be judged. */
  readonly presenceOnly: boolean
}

/** Columns of files are features unless told otherwise; of one whose values hardly repeat only what needs no content is asked. */
export const appliesTo = (
  { reads, roles, anyContent }: Detector,
  { type, role = 'feature', presenceOnly, derived }: Pick<PlannedColumn, 'type' | 'presenceOnly' | 'derived'> & Partial<Pick<PlannedColumn, 'role'>>,
): boolean => reads.includes(type) && roles.includes(role) && (anyContent === true ? derived === undefined : !presenceOnly)

/** Its values stand in the table, each as it is. */
export const isStored = ({ presenceOnly, derived }: PlannedColumn): boolean => !presenceOnly && derived === undefined

export interface Plan {
  /** Of the reference, also those that the current file lacks: they are missing in every row. */
  readonly columns: readonly PlannedColumn[]
  /** What was asked for of either file, for the schema. */
  readonly before: readonly FileColumn[]
  readonly after: readonly FileColumn[]
  readonly notes: readonly string[]
}

/**
 * Plans what is compared. Types are the reference's, unless told otherwise.
 *
 * @throws Failure BAD_REQUEST when no column is left or the files share none; CONFIG for a name that neither has
 */
export function planColumns(reference: Side, current: Side, wishes: Wishes): Plan {
  const has = reference === current ? `${reference.source.name} does not have` : 'neither file has'
  refuseUnknown([...reference.columns, ...current.columns], wishes, has)
  const [before, after] = [wanted(reference, wishes), wanted(current, wishes)]
  if (before.length + after.length === 0) throw new Failure('BAD_REQUEST', 'no column is left to compare')
  refuseStrangers([reference, before], [current, after])
  const planned = before.map((column, index) => plannedColumn(column, index, { reference, wishes }))
  return { columns: planned, before, after, notes: [...timeNotes(planned, reference, current), ...presenceNotes(planned, reference, wishes)] }
}

function plannedColumn({ name, type, reason }: FileColumn, index: number, { reference, wishes }: { reference: Side; wishes: Wishes }): PlannedColumn {
  const told = wishes.types.get(name)
  const presenceOnly = isWritten(told) || (told === undefined && !wishes.named?.includes(name) && isSingular(reference, name))
  const chosen = told === 'numeric' || told === 'category' ? told : presenceOnly ? 'category' : type
  return {
    name,
    physical: `${chosen === 'numeric' ? 'f' : 'c'}_${index + 1}`,
    type: chosen,
    side: 'input',
    role: 'feature',
    reason: told ? 'told' : reason,
    segment: false,
    presenceOnly,
  }
}

const isWritten = (told: string | undefined): told is 'text' | 'embedding' => told === 'text' || told === 'embedding'

/** Is a column one of texts or of vectors, as told or as it looks? */
export function writtenContent({ contents }: Side, { types }: Pick<Wishes, 'types'>, name: string): 'text' | 'embedding' | undefined {
  const content = types.get(name) ?? contents.get(name)?.content
  return isWritten(content) ? content : undefined
}

function isSingular({ contents }: Side, name: string): boolean {
  const content = contents.get(name)?.content
  return content !== undefined && hardlyRepeats(content)
}

const wanted = ({ columns }: Side, { only, types, named = [], ordering = [] }: Wishes): FileColumn[] => {
  const chosen = only === null ? null : new Set([...only, ...named, ...ordering])
  return columns.filter(({ name }) => (chosen === null || chosen.has(name)) && types.get(name) !== 'ignore')
}

/** A typing error must not look like a clean bill of health. */
function refuseUnknown(columns: readonly FileColumn[], { only, types, named = [], ordering = [] }: Wishes, has: string): void {
  const known = new Set(columns.map(({ name }) => name))
  const unknown = [...(only ?? []), ...types.keys(), ...named, ...ordering].find(name => !known.has(name))
  if (unknown === undefined) return
  throw new Failure('CONFIG', `${has} a column ${unknown}${knownInstead(unknown, [...known])}`)
}

/** What may have been meant by a name that no column has. */
export function knownInstead(unknown: string, known: readonly string[]): string {
  const near = nearest(unknown, known)
  return `${near === undefined ? '' : `; did you mean ${near}?`}; there is: ${listed(known)}`
}

function refuseStrangers([reference, before]: readonly [Side, readonly FileColumn[]], [current, after]: readonly [Side, readonly FileColumn[]]): void {
  const known = new Set(before.map(({ name }) => name))
  if (after.some(({ name }) => known.has(name))) return
  const has = ({ source }: Side, columns: readonly FileColumn[]): string => `${source.name} has ${listed(columns.map(({ name }) => name))}`
  throw new Failure('BAD_REQUEST', `the files have no column in common: ${has(reference, before)}; ${has(current, after)}`)
}

/** Names that a sentence lists. */
const namesMax = 20
export const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : `${names.slice(0, namesMax).join(', ')}${names.length > namesMax ? ` and ${names.length - namesMax} more` : ''}`

/** Dates that the two files write in different forms. */
function timeNotes(columns: readonly PlannedColumn[], reference: Side, current: Side): string[] {
  return columns.flatMap(({ name }) => {
    const [before, after] = [formOf(reference, name), formOf(current, name)]
    return before === undefined || after === undefined || before === after ? [] : [`column ${name}: dates as ${before}, now as ${after}`]
  })
}

const formOf = ({ contents }: Side, name: string): string | undefined => / are dates as (.+)$/.exec(contents.get(name)?.reason ?? '')?.[1]

function presenceNotes(columns: readonly PlannedColumn[], reference: Side, wishes: Wishes): string[] {
  const { contents } = reference
  const narrow = columns.filter(
    ({ name, presenceOnly }) => presenceOnly && !wishes.ordering?.includes(name) && writtenContent(reference, wishes, name) === undefined,
  )
  if (narrow.length === 0) return []
  const why = narrow.map(({ name }) => `${name} (${contents.get(name)?.content ?? ''}: ${contents.get(name)?.reason ?? ''})`)
  return [`only whether a value is there is judged of: ${listed(why)}; --type ${narrow[0]?.name}=category or numeric judges which it is`]
}
