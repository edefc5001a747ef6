import { variableOf } from '../../contract/index.ts'
import type { Root } from './roots.ts'
import { entryOf, type SchemaShape } from './schema-shape.ts'
import { boundsOf, defaultOf, typeOf, unitOf } from './words.ts'

/** One key of the configuration, in words. Empty texts where there is nothing to say. */
export interface Setting {
  /** `agent.ship.timeoutMs`; items of a list are `alert.rules[].name`, entries of a map `models.NAME.task`. */
  readonly path: string
  /** A group of settings has neither type nor default. */
  readonly type: string
  readonly default: string
  readonly unit: string
  readonly bounds: string
  readonly sentence: string
  readonly variable: string
  readonly flag: string
}

export type Flags = ReadonlyMap<string, string>

/** Every setting below a root, itself first, in the order of its schema. */
export const settingsOf = (root: Root, flags: Flags): Setting[] => walk({ ...root, optional: false }, flags)

interface Place extends Root {
  readonly optional: boolean
}

function walk(place: Place, flags: Flags): Setting[] {
  const { path, schema } = place
  const inside = Object.entries(schema.properties ?? {}).flatMap(([key, inner]) =>
    walk({ ...place, path: [...path, key], sentence: inner.description ?? '', schema: inner, optional: isOptional(schema, key) }, flags),
  )
  const entry = entryOf(schema)
  const entries = entry?.properties ? walk({ ...below(place, entry), path: [...path, 'NAME'] }, flags).slice(1) : []
  const items = schema.items?.properties ? walk({ ...below(place, schema.items), path: [...path.slice(0, -1), `${path.at(-1)}[]`] }, flags).slice(1) : []
  return [settingAt(place, flags), ...inside, ...entries, ...items]
}

const below = (place: Place, schema: SchemaShape): Place => ({ ...place, schema, environment: false })

const isOptional = ({ required = [] }: SchemaShape, key: string): boolean => !required.includes(key)

function settingAt({ path, schema, sentence, environment, optional }: Place, flags: Flags): Setting {
  const text = path.join('.')
  const group = schema.properties !== undefined
  const unit = group ? '' : unitOf(path.at(-1) ?? '', schema)
  return {
    path: text,
    type: group ? '' : typeOf(schema),
    default: group ? '' : defaultOf(schema, { unit, optional }),
    unit,
    bounds: boundsOf(schema, unit),
    sentence,
    variable: environment && !group && !schema.items?.properties ? variableOf(path) : '',
    flag: flags.get(text) ?? '',
  }
}
