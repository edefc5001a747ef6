import type { Static, TObject, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { Failure } from './failure.ts'
import { nearest } from './nearest.ts'
import { settingErrors } from './setting-errors.ts'

/** Where settings come from. A later source overrides an earlier one, key by key. */
export interface SettingSource {
  readonly value: Readonly<Record<string, unknown>>
  /** Says where a path stands, for the person who must mend it: "plimsoll.yaml:3:5". */
  where(path: readonly string[]): string
}

type Tree = Record<string, unknown>
type Path = readonly string[]
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)
/** The keywords of a schema that are looked at here; TypeBox hides them from the type. */
interface Shape extends TSchema {
  readonly properties?: Record<string, Shape>
  readonly patternProperties?: Record<string, Shape>
  readonly items?: Shape
  readonly required?: readonly string[]
}
const propertiesOf = (schema: Shape): Record<string, Shape> | undefined => schema.properties

/** Every default of a schema, for tests and for `read` of a detector. */
export const defaults = <Schema extends TObject>(schema: Schema): Static<Schema> => Value.Default(schema, {}) as Static<Schema>

/**
 * Merges, completes and checks settings. Name, type, default, bounds and sentence stand in the schema and nowhere else.
 * A section that is left out, or left empty, has its defaults.
 *
 * @throws Failure CONFIG that lists every wrong setting with its place, so that one restart mends all
 */
export function readSettings<Schema extends TObject>(schema: Schema, sources: readonly SettingSource[]): Static<Schema> {
  const unknown = sources.flatMap(source => unknownKeys(schema, source.value, path => source.where(path)))
  if (unknown.length > 0) throw new Failure('CONFIG', unknown.join('\n'))
  const merged = sources.reduce<Tree>((into, source) => merge(into, source.value), {})
  const value = Value.Default(schema, withSections(schema, merged))
  const wrong = settingErrors(schema, value).map(({ path, place, sentence }) => {
    const source = sources.findLast(one => has(one.value, place))
    return `${source?.where(path) ?? 'settings'}: ${path.join('.') || 'settings'} ${sentence}`
  })
  if (wrong.length > 0) throw new Failure('CONFIG', wrong.join('\n'))
  return value as Static<Schema>
}

function withSections(schema: Shape, value: Tree): Tree {
  const sections = Object.entries(propertiesOf(schema) ?? {}).filter(([key, inner]) => propertiesOf(inner) && schema.required?.includes(key))
  const filled = sections.map(([key, inner]) => {
    const section = value[key] ?? {}
    return [key, isTree(section) ? withSections(inner, section) : section] as const
  })
  return { ...value, ...Object.fromEntries(filled) }
}

function unknownKeys(schema: Shape, value: unknown, where: (path: Path) => string, path: Path = []): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => (schema.items ? unknownKeys(schema.items, item, where, [...path, String(index)]) : []))
  if (!isTree(value)) return []
  const anyName = Object.values(schema.patternProperties ?? {})[0]
  const properties = propertiesOf(schema)
  if (!properties && !anyName) return []
  return Object.entries(value).flatMap(([key, inside]) => {
    const inner = properties && Object.hasOwn(properties, key) ? properties[key] : anyName
    if (inner) return unknownKeys(inner, inside, where, [...path, key])
    const near = nearest(key, Object.keys(properties ?? {}))
    return [`${where([...path, key])}: unknown setting ${[...path, key].join('.')}${near ? `; did you mean ${near}?` : ''}`]
  })
}

function merge(into: Tree, from: Tree): Tree {
  const result: Tree = { ...into }
  for (const [key, value] of Object.entries(from)) {
    if (value === undefined) continue
    const before = result[key]
    result[key] = isTree(before) && isTree(value) ? merge(before, value) : value
  }
  return result
}

const has = (tree: unknown, [key, ...rest]: Path): boolean => {
  if (key === undefined) return true
  const inside: unknown = typeof tree === 'object' && tree !== null && Object.hasOwn(tree, key) ? (tree as Tree)[key] : undefined
  return inside !== undefined && has(inside, rest)
}

const prefix = 'PLIMSOLL_'

/** The environment variable of a setting. */
export const variableOf = (path: readonly string[]): string => `${prefix}${path.map(key => key.replace(/[A-Z]/g, '_$&').toUpperCase()).join('_')}`

/** The environment as a source: `PLIMSOLL_AGENT_QUEUE_BYTES_MAX` is `agent.queueBytesMax`. Texts are converted to the type that the schema asks for. */
export function environmentSource(schema: TObject, env: Readonly<Record<string, string | undefined>>): SettingSource {
  const read = (inner: TSchema, path: readonly string[]): unknown => {
    const properties = propertiesOf(inner)
    if (!properties) {
      const text = env[variableOf(path)]
      return text === undefined || text === '' ? undefined : Value.Convert(inner, text)
    }
    const entries = Object.entries(properties).map(([key, one]) => [key, read(one, [...path, key])] as const)
    const given = entries.filter(([, value]) => value !== undefined)
    return given.length > 0 ? Object.fromEntries(given) : undefined
  }
  return { value: (read(schema, []) ?? {}) as Tree, where: path => variableOf(path) }
}

/**
 * Sentences on variables of ours in the environment that set nothing: most are slips of typing. They are no failure, as whoever
 * runs a process does not choose all of its environment. Under a section that the schema knows by name alone, any name may be right.
 */
export function unknownVariables(schema: TObject, env: Readonly<Record<string, string | undefined>>): string[] {
  const { known, open } = variablesOf(schema, [])
  const strange = Object.keys(env).filter(name => name.startsWith(prefix) && !known.includes(name) && !open.some(section => name.startsWith(section)))
  return strange.map(name => {
    // What all begin with would make any two of them look near.
    const near = nearest(
      name.slice(prefix.length),
      known.map(one => one.slice(prefix.length)),
    )
    return `${name}: no setting has this variable${near ? `; did you mean ${prefix}${near}?` : ''}`
  })
}

function variablesOf(schema: Shape, path: Path): { readonly known: string[]; readonly open: string[] } {
  const properties = propertiesOf(schema)
  if (!properties) return Object.keys(schema).length === 0 ? { known: [], open: [`${variableOf(path)}_`] } : { known: [variableOf(path)], open: [] }
  const inner = Object.entries(properties).map(([key, one]) => variablesOf(one, [...path, key]))
  return { known: inner.flatMap(one => one.known), open: inner.flatMap(one => one.open) }
}
