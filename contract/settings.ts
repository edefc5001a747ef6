import type { Static, TObject, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { Failure } from './failure.ts'

/** Where settings come from. A later source overrides an earlier one, key by key. */
export interface SettingSource {
  readonly value: Readonly<Record<string, unknown>>
  /** Says where a path stands, for the person who must mend it: "plimsoll.yaml:3:5". */
  where(path: readonly string[]): string
}

type Tree = Record<string, unknown>
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)
const propertiesOf = (schema: TSchema): Record<string, TSchema> | undefined => (schema as { properties?: Record<string, TSchema> }).properties

/** Every default of a schema, for tests and for `read` of a detector. */
export const defaults = <Schema extends TObject>(schema: Schema): Static<Schema> => Value.Default(schema, {}) as Static<Schema>

/**
 * Merges, completes and checks settings. Name, type, default, bounds and sentence stand in the schema and nowhere else.
 *
 * @throws Failure CONFIG that lists every wrong setting with its place, so that one restart mends all
 */
export function readSettings<Schema extends TObject>(schema: Schema, sources: readonly SettingSource[]): Static<Schema> {
  const unknown = sources.flatMap(source => unknownKeys(schema, source))
  if (unknown.length > 0) throw new Failure('CONFIG', unknown.join('\n'))
  const merged = sources.reduce<Tree>((into, source) => merge(into, source.value), {})
  const value = Value.Default(schema, merged)
  const wrong = Value.Errors(schema, value).map(error => {
    const path = error.instancePath.split('/').slice(1)
    const source = sources.findLast(one => has(one.value, path))
    return `${source?.where(path) ?? 'settings'}: ${path.join('.') || 'settings'} ${error.message}`
  })
  if (wrong.length > 0) throw new Failure('CONFIG', [...new Set(wrong)].join('\n'))
  return value as Static<Schema>
}

function unknownKeys(schema: TSchema, source: SettingSource, path: readonly string[] = []): string[] {
  const properties = propertiesOf(schema)
  const value = path.reduce<unknown>((tree, key) => (isTree(tree) ? tree[key] : undefined), source.value)
  if (!properties || !isTree(value)) return []
  return Object.keys(value).flatMap(key => {
    const inner = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (inner) return unknownKeys(inner, source, [...path, key])
    const near = nearest(key, Object.keys(properties))
    return [`${source.where([...path, key])}: unknown setting ${[...path, key].join('.')}${near ? `; did you mean ${near}?` : ''}`]
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

const has = (tree: unknown, path: readonly string[]): boolean =>
  path.length === 0 || (isTree(tree) && Object.hasOwn(tree, path[0] as string) && has(tree[path[0] as string], path.slice(1)))

/** The known key with the smallest edit distance, at most a third of its length away. */
function nearest(key: string, known: readonly string[]): string | undefined {
  const ranked = known.map(name => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(1, best.name.length / 3) ? best.name : undefined
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(b).entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? 0
}

const variableOf = (path: readonly string[]): string => `PLIMSOLL_${path.map(key => key.replace(/[A-Z]/g, '_$&').toUpperCase()).join('_')}`

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
