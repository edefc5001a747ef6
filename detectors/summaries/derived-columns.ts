import { type Column, limits, type ModelSchema } from '../../contract/index.ts'
import { absentBits, absentText, textLiteral } from './absent.ts'
import type { Derivation } from './define-derivation.ts'
import { derivations } from './derivations.ts'
import { eitherSql } from './eager.ts'

/** Which derived columns there are: the column they are of, a name in `derivations`, and what it learned of the baseline. */
export type Derived = readonly (readonly [column: string, derivation: string, learned?: readonly number[]])[]

/** May a column hold texts or vectors that something is said of? */
export const derivable = ({ type, role, side, segment, pending }: Column): boolean =>
  type === 'category' && role !== 'entity' && role !== 'ignore' && side !== 'segment' && !segment && pending === undefined

/**
 * A schema as panes see it: with its derived columns, each an expression in place of a physical column. Of the texts that they are of only whether they
 * are there goes into panes: hardly any comes twice, and panes would keep every one of them.
 */
export const withDerived = (schema: ModelSchema, derived: Derived): ModelSchema => {
  const { columns, added } = deriveColumns(schema.columns, derived)
  return { ...schema, columns: [...columns, ...added] }
}

/** The same of columns without a schema: those that there are, and those that come to them. */
export function deriveColumns<Stored extends Column>(stored: readonly Stored[], derived: Derived): { readonly columns: Stored[]; readonly added: Column[] } {
  const wanted = Map.groupBy(derived, ([name]) => name)
  const taken = new Set(stored.map(column => column.name))
  const added: Column[] = []
  const columns = stored.map(column => {
    const own = derivable(column) ? (wanted.get(column.name) ?? []).flatMap(meantBy) : []
    added.push(...own.map(meant => columnOf(column, meant, taken)))
    return own.length > 0 ? { ...column, sql: presence(column.physical) } : column
  })
  return { columns, added }
}

const absent = (text: string): string => `startsWith(${text}, ${textLiteral('\0')})`
const presence = (physical: string): string => `if(${absent(physical)}, toString(${physical}), 'present')`

/** A derivation with what it learned. */
interface Meant {
  readonly derivation: Derivation
  readonly learned: readonly number[]
}

function meantBy([, name, learned = []]: Derived[number]): Meant[] {
  const derivation = derivations.get(name)
  return derivation ? [{ derivation, learned }] : []
}

function columnOf(parent: Column, meant: Meant, taken: Set<string>): Column {
  const { name, type, reason } = meant.derivation
  return {
    name: freeName(parent.name, name, taken),
    physical: `d_${parent.physical}_${name.replaceAll('-', '_')}`,
    type,
    side: parent.side,
    // There is one score and one class of a model, and these are not it.
    role: parent.role === 'score' || parent.role === 'class' ? 'output' : parent.role,
    reason: `derived from ${parent.name}: ${reason}`,
    segment: false,
    sql: derivedSql(parent.physical, meant),
    derived: { from: parent.name, as: name },
  }
}

/** `review.length`; longer where the sender has a column of that name. */
function freeName(parent: string, name: string, taken: Set<string>): string {
  const end = `.${name}`
  let free = `${Array.from(parent)
    .slice(0, limits.nameCharactersMax - end.length)
    .join('')}${end}`
  while (taken.has(free)) free = `${free} (derived)`
  taken.add(free)
  return free
}

/** Where the value is absent the derived one is missing: why, its own column says. Numbers go by their bits, as no literal of a NaN keeps them. */
function derivedSql(physical: string, { derivation, learned }: Meant): string {
  const value = `toValidUTF8(toString(${physical}))`
  const said = derivation.sql(value, learned)
  if (derivation.type === 'category') return eitherSql(absent(physical), textLiteral(absentText.missing), said)
  return `reinterpretAsFloat64(${eitherSql(absent(physical), `toUInt64(${absentBits.missing})`, `reinterpretAsUInt64(toFloat64(${said}))`)})`
}
