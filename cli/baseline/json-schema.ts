import type { ColumnProfile } from '../../collector/watch/baseline.ts'
import type { Shown } from './show-table.ts'

type Property = Readonly<Record<string, unknown>>

const contents: Readonly<Record<ColumnProfile['content'], Property>> = {
  numeric: { type: 'number' },
  integer: { type: 'integer' },
  categorical: { type: 'string' },
  boolean: { type: 'boolean' },
  text: { type: 'string' },
  timestamp: { type: 'string', format: 'date-time' },
  identifier: { type: 'string' },
  embedding: { type: 'array', items: { type: 'number' } },
  ignore: {},
}

/**
 * A baseline as JSON Schema (2020-12) of one row: types, domains and ranges, those that were suggested too. A column is required where its constraint
 * is that no row lacks it; any other may be null.
 */
export function jsonSchemaOf({ model, version, hash, columns }: Pick<Shown, 'model' | 'version' | 'hash' | 'columns'>): Property {
  const required = columns.filter(isRequired).map(({ name }) => name)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `${model} ${version}`.trim(),
    description: `Baseline ${hash}`,
    type: 'object',
    properties: Object.fromEntries(columns.map(column => [column.name, propertyOf(column)])),
    required,
  }
}

const isRequired = ({ constraints }: ColumnProfile): boolean => constraints.completeness?.minimum === 1

function propertyOf(column: ColumnProfile): Property {
  const { range, domain } = column.constraints
  const { type, ...rest } = storedProperty(column)
  const nullable = isRequired(column) || type === undefined
  return {
    ...(type === undefined ? {} : { type: nullable ? type : [type, 'null'] }),
    ...rest,
    ...(range && range.minimum !== null ? { minimum: range.minimum } : {}),
    ...(range && range.maximum !== null ? { maximum: range.maximum } : {}),
    ...(domain ? { enum: nullable ? domain.values : [...domain.values, null] } : {}),
  }
}

/** Flags, times and identifiers may be sent as numbers or as texts: the schema says how they are. */
function storedProperty({ type, content }: ColumnProfile): Property {
  if (type === 'numeric' && content !== 'numeric') return { type: 'integer' }
  return content === 'boolean' ? { type: 'string' } : contents[content]
}
