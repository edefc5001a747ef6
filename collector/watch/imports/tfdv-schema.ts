import { type ColumnContent, Failure } from '../../../contract/index.ts'
import type { Constraints } from '../constraints.ts'
import { defineImport, type ImportedColumn } from '../define-import.ts'
import { type Message, readTextProto, type Value } from '../text-proto.ts'

const origin = 'imported' as const

/**
 * A schema of TensorFlow Data Validation in text format (`schema.pbtxt`): types, presence, domains of integers, floats and strings, own and shared,
 * and the share of values that a distribution constraint wants inside.
 * Source: tensorflow_metadata/proto/v0/schema.proto.
 */
export default defineImport({
  name: 'tfdv-schema',
  summary: 'schema.pbtxt of TensorFlow Data Validation',
  recognises: source => /^\s*(#[^\n]*\n\s*)*(feature|string_domain|int_domain|float_domain|default_environment|sparse_feature)\s*[:{<]/.test(source),
  read(source) {
    const schema = readTextProto(source)
    const shared = new Map(messages(schema, 'string_domain').map(domain => [textOf(domain, 'name') ?? '', valuesOf(domain)]))
    const features = messages(schema, 'feature').filter(feature => textOf(feature, 'lifecycle_stage') !== 'DEPRECATED')
    if (features.length === 0) throw new Failure('BAD_REQUEST', 'The schema has no feature')
    return {
      columns: features.flatMap(feature => columnOf(feature, shared) ?? []),
      notes: features.flatMap(feature => notesOf(feature)),
    }
  },
})

const all = (message: Message | undefined, name: string): readonly Value[] => message?.get(name) ?? []
const messages = (message: Message | undefined, name: string): Message[] => all(message, name).filter(value => value instanceof Map)
const one = (message: Message | undefined, name: string): Message | undefined => messages(message, name).at(-1)
const numberOf = (message: Message | undefined, name: string): number | null => {
  const value = all(message, name).at(-1)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
const textOf = (message: Message | undefined, name: string): string | null => {
  const value = all(message, name).at(-1)
  return typeof value === 'string' ? value : null
}
const valuesOf = (domain: Message): string[] => all(domain, 'value').filter(value => typeof value === 'string')

function columnOf(feature: Message, shared: ReadonlyMap<string, readonly string[]>): ImportedColumn | null {
  const name = textOf(feature, 'name')
  if (name === null) return null
  const own = one(feature, 'string_domain')
  const values = own ? valuesOf(own) : (shared.get(textOf(feature, 'domain') ?? '') ?? [])
  const mass = numberOf(one(feature, 'distribution_constraints'), 'min_domain_mass')
  const outside = mass === null ? 0 : Number((1 - mass).toFixed(12))
  const constraints: Constraints = {
    ...completenessOf(one(feature, 'presence')),
    ...rangeOf(one(feature, 'int_domain') ?? one(feature, 'float_domain'), outside),
    ...(values.length > 0 ? { domain: { values: [...values], outside, origin } } : {}),
  }
  return { name, content: contentOf(feature), constraints }
}

function completenessOf(presence: Message | undefined): Pick<Constraints, 'completeness'> {
  const minimum = numberOf(presence, 'min_fraction')
  return minimum === null || minimum === 0 ? {} : { completeness: { minimum: Math.min(1, minimum), origin } }
}

function rangeOf(domain: Message | undefined, outside: number): Pick<Constraints, 'range'> {
  const [minimum, maximum] = [numberOf(domain, 'min'), numberOf(domain, 'max')]
  return minimum === null && maximum === null ? {} : { range: { minimum, maximum, outside, origin } }
}

const byDomain: readonly (readonly [string, ColumnContent])[] = [
  ['bool_domain', 'boolean'],
  ['natural_language_domain', 'text'],
  ['time_domain', 'timestamp'],
]
const byType = new Map<string | null, ColumnContent>([
  ['INT', 'integer'],
  ['FLOAT', 'numeric'],
  ['BYTES', 'categorical'],
])

/** A shape of one dimension of several numbers is a vector. */
function contentOf(feature: Message): ColumnContent | null {
  const size = numberOf(one(one(feature, 'shape'), 'dim'), 'size') ?? 1
  if (textOf(feature, 'type') === 'FLOAT' && size > 1) return 'embedding'
  const domain = byDomain.find(([name]) => feature.has(name))
  return domain?.[1] ?? byType.get(textOf(feature, 'type')) ?? null
}

function notesOf(feature: Message): string[] {
  return ['drift_comparator', 'skew_comparator'].flatMap(comparator => {
    const said = one(feature, comparator)
    return [...(said ?? [])].flatMap(([measure]) => {
      const threshold = numberOf(one(said, measure), 'threshold')
      const name = textOf(feature, 'name') ?? ''
      return threshold === null
        ? []
        : [`${comparator} of ${name}, ${measure} ${threshold}, is not taken over: drift is judged within the budget of false alarms`]
    })
  })
}
