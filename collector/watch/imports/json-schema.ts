import { type ColumnContent, Failure } from '../../../contract/index.ts'
import type { Constraints } from '../constraints.ts'
import { asTree, defineImport, field, type ImportedColumn, jsonOf, jsonTree, list, number, type Tree, text } from '../define-import.ts'

const origin = 'imported' as const
/** References to references; more would be a circle. */
const referencesMax = 8

/**
 * A JSON Schema (2020-12 and what of older drafts means the same) of one row, or of a list of rows: `type`, `format`, `enum`, `const`, the four
 * bounds, `required`, and local `$ref`s. A required property that may not be null is complete.
 * Source: JSON Schema, A Vocabulary for Structural Validation (draft 2020-12).
 */
export default defineImport({
  name: 'json-schema',
  summary: 'JSON Schema of a row, draft 2020-12',
  recognises(source) {
    const tree = jsonTree(source)
    return tree !== null && Object.keys(asTree(rowSchema(tree)['properties'])).length > 0
  },
  read(source) {
    const root = jsonOf(source)
    const row = rowSchema(root)
    const required = new Set(list(row['required']))
    const properties = Object.entries(asTree(row['properties']))
    if (properties.length === 0) throw new Failure('BAD_REQUEST', 'The schema has no properties')
    const found = properties.map(([name, said]) => columnOf(name, followed(said, root), required.has(name)))
    return { columns: found.map(one => one.column), notes: found.flatMap(one => one.notes) }
  },
})

const rowSchema = (root: Tree): Tree => {
  const row = followed(root, root)
  return row['type'] === 'array' ? followed(row['items'], root) : row
}

/** What a local reference stands for, with what stands beside it. */
function followed(said: unknown, root: Tree, left = referencesMax): Tree {
  const schema = asTree(said)
  const reference = text(schema['$ref'])
  if (reference?.startsWith('#/') !== true || left === 0) return schema
  const path = reference
    .slice(2)
    .split('/')
    .map(part => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
  const { $ref: _, ...beside } = schema
  return { ...followed(field(root, ...path), root, left - 1), ...beside }
}

interface Read {
  readonly column: ImportedColumn
  readonly notes: readonly string[]
}

function columnOf(name: string, said: Tree, required: boolean): Read {
  const { schema, nullable } = withoutNull(said)
  const values = 'const' in schema ? [schema['const']] : list(schema['enum']).filter(value => value !== null)
  const texts = values.filter(value => typeof value === 'string')
  const constraints: Constraints = {
    ...(required && !nullable ? { completeness: { minimum: 1, origin } } : {}),
    ...rangeOf(schema, values),
    ...(texts.length > 0 && texts.length === values.length ? { domain: { values: texts, outside: 0, origin } } : {}),
  }
  const notes = text(schema['pattern']) === null ? [] : [`the pattern of ${name} is not checked`]
  return { column: { name, content: contentOf(schema, values), constraints }, notes }
}

/** `["number", "null"]`, and `anyOf` of one schema and null. */
function withoutNull(said: Tree): { readonly schema: Tree; readonly nullable: boolean } {
  const choices = list(said['anyOf'] ?? said['oneOf']).map(asTree)
  const [only, ...others] = choices.filter(one => one['type'] !== 'null')
  const schema = only && others.length === 0 ? { ...said, ...only } : said
  const types = Array.isArray(schema['type']) ? list(schema['type']) : [schema['type']]
  const [type, ...more] = types.filter(one => one !== 'null')
  const nullable = types.includes('null') || choices.some(one => one['type'] === 'null') || list(schema['enum']).includes(null)
  return { schema: { ...schema, type: more.length === 0 ? type : undefined }, nullable }
}

const formats = new Map<unknown, ColumnContent>([
  ['date', 'timestamp'],
  ['date-time', 'timestamp'],
  ['uuid', 'identifier'],
])
const types = new Map<unknown, ColumnContent>([
  ['integer', 'integer'],
  ['number', 'numeric'],
  ['boolean', 'boolean'],
  ['string', 'categorical'],
])

function contentOf(schema: Tree, values: readonly unknown[]): ColumnContent | null {
  if (schema['type'] === 'array') return ['number', 'integer'].includes(text(field(schema['items'], 'type')) ?? '') ? 'embedding' : null
  if (values.length > 0 && values.every(value => typeof value === 'string')) return 'categorical'
  return formats.get(schema['format']) ?? types.get(schema['type']) ?? null
}

function rangeOf(schema: Tree, values: readonly unknown[]): Pick<Constraints, 'range'> {
  const numbers = values.flatMap(value => number(value) ?? [])
  const listed = numbers.length > 0 && numbers.length === values.length
  const minimum = listed ? Math.min(...numbers) : (number(schema['minimum']) ?? beyond(number(schema['exclusiveMinimum']), 1, schema))
  const maximum = listed ? Math.max(...numbers) : (number(schema['maximum']) ?? beyond(number(schema['exclusiveMaximum']), -1, schema))
  return minimum === null && maximum === null ? {} : { range: { minimum, maximum, outside: 0, origin } }
}

/** The next number inside an end that is itself not allowed. */
function beyond(end: number | null, direction: 1 | -1, schema: Tree): number | null {
  if (end === null) return null
  if (schema['type'] === 'integer') return direction === 1 ? Math.floor(end) + 1 : Math.ceil(end) - 1
  return end + direction * Math.max(Math.abs(end) * Number.EPSILON, Number.MIN_VALUE)
}
