import { entryOf, type SchemaShape } from './schema-shape.ts'

const types: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'map',
  null: 'null',
}

/** What may stand there: "whole number", "one of drop, hash", "list of text", "text, by name". */
export function typeOf(schema: SchemaShape): string {
  const choices = choicesOf(schema)
  if (choices.length > 0) return `one of ${choices.join(', ')}`
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ')
  if (schema.items) return `list of ${manyOf(schema.items)}`
  const entry = entryOf(schema)
  if (entry) return `${manyOf(entry)}, by name`
  return types[schema.type ?? ''] ?? 'anything'
}

const manyOf = (schema: SchemaShape): string => (schema.properties ? 'maps' : typeOf(schema))

const choicesOf = ({ enum: values, anyOf }: SchemaShape): readonly unknown[] =>
  values ?? (anyOf ?? []).flatMap(one => (one.const === undefined ? [] : [one.const]))

const units: Readonly<Record<string, string>> = { ms: 'milliseconds', bytes: 'bytes', seconds: 'seconds', hours: 'hours', rows: 'rows' }

/** Names of settings end in their unit, before Max or Min where they are a bound: `queueBytesMax`. What is counted is its own unit. */
export function unitOf(key: string, { type }: SchemaShape): string {
  if (type !== 'integer' && type !== 'number') return ''
  const words = key.split(/(?=[A-Z])/)
  const bound = ['Max', 'Min'].includes(words.at(-1) ?? '')
  const last = (bound ? words.at(-2) : words.at(-1))?.toLowerCase() ?? ''
  return units[last] ?? (bound && last.endsWith('s') ? last : '')
}

export function defaultOf(schema: SchemaShape, { unit, optional }: { readonly unit: string; readonly optional: boolean }): string {
  const value = schema.default
  if (value === undefined) return optional ? 'none' : 'must be given'
  if (value === '') return 'empty'
  if (typeof value === 'number') return amount(value, unit)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** "1 to 64", "above 0, at most 1", "at most 256 characters"; empty without bounds. */
export function boundsOf(schema: SchemaShape, unit: string): string {
  const { minimum, exclusiveMinimum, maximum } = schema
  if (exclusiveMinimum !== undefined) return `above ${exclusiveMinimum}${maximum === undefined ? '' : `, at most ${amount(maximum, unit)}`}`
  if (minimum !== undefined || maximum !== undefined) return spanOf(minimum, maximum, value => amount(value, unit))
  const characters = spanOf(schema.minLength, schema.maxLength, String)
  const items = spanOf(schema.minItems, schema.maxItems, String)
  if (characters !== '') return `${characters} characters`
  return items === '' ? '' : `${items} items`
}

function spanOf(least: number | undefined, most: number | undefined, say: (value: number) => string): string {
  if (least !== undefined && most !== undefined) return `${say(least)} to ${say(most)}`
  if (most !== undefined) return `at most ${say(most)}`
  return least === undefined ? '' : `at least ${say(least)}`
}

const scales: Readonly<Record<string, readonly (readonly [size: number, name: string])[]>> = {
  bytes: [
    [1024 ** 4, 'TiB'],
    [1024 ** 3, 'GiB'],
    [1024 ** 2, 'MiB'],
    [1024, 'KiB'],
  ],
  milliseconds: [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1_000, 's'],
  ],
}

/** The number as it stands in the file, and beside it the same in the largest unit that it is a whole number of: `67108864 (64 MiB)`. */
function amount(value: number, unit: string): string {
  const scale = value === 0 ? undefined : scales[unit]?.find(([size]) => value % size === 0)
  return scale ? `${value} (${value / scale[0]} ${scale[1]})` : String(value)
}
