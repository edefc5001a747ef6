import { expect, it } from 'vitest'
import { readImport } from '../../../../collector/watch/read-import.ts'

const origin = 'imported'
const read = async (text: string) => {
  const { format, imported } = await readImport(text, { file: 'schema.json' })
  return { format, notes: imported.notes, columns: Object.fromEntries(imported.columns.map(({ name, ...column }) => [name, column])) }
}

it('a JSON Schema: types, bounds, vocabularies, references, and what may be null', async () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'array',
    items: { $ref: '#/$defs/row' },
    $defs: {
      share: { type: 'number', minimum: 0, maximum: 1 },
      row: {
        type: 'object',
        required: ['age', 'city', 'share'],
        properties: {
          age: { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 130 },
          share: { $ref: '#/$defs/share' },
          city: { enum: ['Riga', 'Oslo', null] },
          income: { anyOf: [{ type: 'number', minimum: 0 }, { type: 'null' }] },
          level: { enum: [1, 2, 5] },
          at: { type: 'string', format: 'date-time' },
          who: { type: 'string', format: 'uuid', pattern: '^[0-9a-f-]+$' },
          vector: { type: 'array', items: { type: 'number' } },
        },
      },
    },
  }
  const { format, columns, notes } = await read(JSON.stringify(schema))
  expect(format).toBe('json-schema')
  const complete = { completeness: { minimum: 1, origin } }
  const range = (minimum: number | null, maximum: number | null) => ({ range: { minimum, maximum, outside: 0, origin } })
  expect(columns).toEqual({
    age: { content: 'integer', constraints: { ...complete, ...range(1, 129) } },
    share: { content: 'numeric', constraints: { ...complete, ...range(0, 1) } },
    // Required, and yet it may be null: a vocabulary, but it need not be complete.
    city: { content: 'categorical', constraints: { domain: { values: ['Riga', 'Oslo'], outside: 0, origin } } },
    income: { content: 'numeric', constraints: range(0, null) },
    level: { content: null, constraints: range(1, 5) },
    at: { content: 'timestamp', constraints: {} },
    who: { content: 'identifier', constraints: {} },
    vector: { content: 'embedding', constraints: {} },
  })
  expect(notes).toEqual(['the pattern of who is not checked'])
})

it('a schema that refers to itself, or a column named __proto__, does no harm', async () => {
  const { columns } = await read('{"properties":{"a":{"$ref":"#/properties/a"},"__proto__":{"type":"integer","minimum":3}}}')
  expect(Object.keys(columns)).toEqual(['a', '__proto__'])
})
